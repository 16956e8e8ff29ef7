"""Each platform's own pen: the settings of a channel, and what it really would post to it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlencode

from tests.platforms import merchant
from tests.platforms.cast import NOW

from pondkeeper.domain.channels.ports import Platform
from pondkeeper.platforms.common.wxcrypt import WxCrypt, sign
from pondkeeper.platforms.douyin import seals as douyin_seals
from pondkeeper.platforms.kuaishou.callbacks import sign as kuaishou_sign
from pondkeeper.platforms.qq import seals as qq_seals

TOKEN, AES_KEY = "token-of-ours", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
KUAISHOU_SECRET = "kuaishou-secret-0001"
QQ_SECRET = "naOC0ocQE3shWLAfffVLB1rhYPG7"


@dataclass(frozen=True, slots=True)
class Post:
    """One request to a callback door; `tail` comes after the door's path."""

    body: bytes
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"
    tail: str = ""


@dataclass(frozen=True, slots=True)
class Pen:
    """A channel of one kind, and what its platform would send at a moment of real time.

    `open_body`: the platform signs the address and not the body.
    """

    kind: str
    settings: Mapping[str, str]
    posts: Callable[[datetime], list[Post]]
    open_body: bool = False


def filled(platform: Platform) -> dict[str, str]:
    """Settings of the right names that fit nobody, for a platform without a pen here."""
    return {field.name: f"{field.name}-0001" for field in platform.settings_schema}


def wx_sealed(crypt: WxCrypt, plain: str, at: datetime, nonce: str = "n1") -> Post:
    """What WeCom and an official account in safe mode make of one event."""
    encrypted, stamp = crypt.encrypt(plain.encode()), str(int(at.timestamp()))
    signature = sign(crypt.token, stamp, nonce, encrypted)
    query = {"msg_signature": signature, "timestamp": stamp, "nonce": nonce}
    to = f"<ToUserName><![CDATA[{crypt.receive_id}]]></ToUserName>"
    body = f"<xml>{to}<Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
    return Post(body.encode(), urlencode(query), {"content-type": "text/xml"})


def wx_checked(crypt: WxCrypt, at: datetime) -> Post:
    """The check of our address."""
    echo, stamp = crypt.encrypt(b"5927782489442352469"), str(int(at.timestamp()))
    signature = sign(crypt.token, stamp, "n2", echo)
    query = {"msg_signature": signature, "timestamp": stamp, "nonce": "n2", "echostr": echo}
    return Post(b"", urlencode(query), method="GET")


WECOM = WxCrypt(TOKEN, AES_KEY, "wwpond0001")
ADDED = (
    "<xml><ToUserName>wwpond0001</ToUserName><FromUserName>sys</FromUserName>"
    "<CreateTime>1790000000</CreateTime><MsgType>event</MsgType>"
    "<Event>change_external_contact</Event><ChangeType>add_external_contact</ChangeType>"
    "<UserID>mei</UserID><ExternalUserID>wm1</ExternalUserID><State>s</State>"
    "<WelcomeCode>w</WelcomeCode></xml>"
)


def _wecom(at: datetime) -> list[Post]:
    return [wx_sealed(WECOM, ADDED, at), wx_checked(WECOM, at)]


WEIXIN = WxCrypt(TOKEN, AES_KEY, "wxpond0001")
FOLLOWED = (
    "<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[oA1]]></FromUserName>"
    "<CreateTime>1790000000</CreateTime><MsgType><![CDATA[event]]></MsgType>"
    "<Event><![CDATA[subscribe]]></Event><EventKey><![CDATA[qrscene_s]]></EventKey></xml>"
)
WROTE = (
    '{"ToUserName":"gh_1","FromUserName":"oA1","CreateTime":1790000000,"MsgType":"text",'
    '"Content":"hello","MsgId":1}'
)


def _safe(at: datetime) -> list[Post]:
    return [wx_sealed(WEIXIN, FOLLOWED, at), wx_checked(WEIXIN, at), _in_json(at)]


def _in_json(at: datetime) -> Post:
    """A mini program may have its messages in JSON."""
    sealed = wx_sealed(WEIXIN, WROTE, at)
    encrypted = sealed.body.partition(b"<Encrypt><![CDATA[")[2].partition(b"]]>")[0]
    body = b'{"ToUserName":"gh_1","Encrypt":"%b"}' % encrypted
    return Post(body, sealed.query, {"content-type": "application/json"})


def _plain(at: datetime) -> list[Post]:
    stamp = str(int(at.timestamp()))
    query = {"signature": sign(TOKEN, stamp, "n3"), "timestamp": stamp, "nonce": "n3"}
    checked = urlencode({**query, "echostr": "5927782489442352469"})
    bodies = (FOLLOWED.encode(), WROTE.encode())
    return [*(Post(body, urlencode(query)) for body in bodies), Post(b"", checked, method="GET")]


def _pay(at: datetime) -> list[Post]:
    order = {
        "transaction_id": "4200002026030200000001",
        "amount": {"payer_total": 3900, "total": 4900, "currency": "CNY"},
        "mchid": merchant.MCHID,
        "appid": merchant.APPID,
        "trade_state": "SUCCESS",
        "success_time": "2026-03-02T11:59:58+08:00",
        "payer": {"openid": "oAn"},
        "out_trade_no": "P1E1X",
    }
    body = merchant.notice("TRANSACTION.SUCCESS", order)
    age_s = int(NOW.timestamp() - at.timestamp())
    return [Post(body, "", merchant.signed(body, age_s=age_s))]


def _qq(at: datetime) -> list[Post]:
    stamp = str(int(at.timestamp()))
    body = (
        b'{"op":0,"id":"FRIEND_ADD:1","t":"FRIEND_ADD",'
        b'"d":{"openid":"OPENID1","timestamp":1790000000}}'
    )
    signature = qq_seals.sign(QQ_SECRET, stamp.encode() + body)
    headers = {"x-signature-timestamp": stamp, "x-signature-ed25519": signature}
    asked = b'{"op":13,"d":{"plain_token":"Arq0D5A61EgUu4OxUvOp","event_ts":"1725442341"}}'
    return [Post(body, "", {**headers, "x-bot-appid": "1"}), Post(asked, "", headers)]


DOUYIN_SECRET, DOUYIN_PAY_TOKEN = "douyin-secret-0001", "douyin-pay-token-0001"


def _douyin(at: datetime) -> list[Post]:
    del at
    wrote = (
        b'{"event":"im_receive_msg","from_user_id":"u1","to_user_id":"u2","client_key":"k",'
        b'"content":"{\\"message_type\\":\\"text\\",\\"text\\":\\"hi\\",'
        b'\\"conversation_short_id\\":\\"c1\\",\\"server_message_id\\":\\"m1\\",'
        b'\\"create_time\\":1790000000000}"}'
    )
    asked = b'{"event":"verify_webhook","client_key":"k","content":{"challenge":12345}}'
    paid = '{"appid":"tt1","cp_orderno":"P1E1X","total_amount":4900,"paid_at":1790000000}'
    notice = {
        "timestamp": "1790000000",
        "nonce": "n4",
        "msg": paid,
        "type": "payment",
        "msg_signature": douyin_seals.pay_notice(DOUYIN_PAY_TOKEN, "1790000000", "n4", paid),
    }
    return [
        *(
            Post(body, "", {"x-douyin-signature": douyin_seals.webhook(DOUYIN_SECRET, body)})
            for body in (wrote, asked)
        ),
        Post(json.dumps(notice).encode()),
    ]


def _kuaishou(at: datetime) -> list[Post]:
    del at
    body = b'{"event":"AUTH_CANCEL","timestamp":1790000000000,"data":{"open_id":"o1"}}'
    return [Post(body, "", {"kwaisign": kuaishou_sign(KUAISHOU_SECRET, body)})]


def _real(settings: Mapping[str, str], secrets: Mapping[str, str]) -> dict[str, str]:
    return {**settings, **secrets}


_MERCHANT = merchant.pay_access()

WEIXIN_SETTINGS = {"app_id": WEIXIN.receive_id, "app_secret": "weixin-secret-01", "callback_token": TOKEN}
SAFE = {"encoding_aes_key": AES_KEY}
PENS: dict[str, Pen] = {
    "wecom": Pen(
        "wecom",
        {
            "corp_id": WECOM.receive_id,
            "secret": "wecom-app-secret-0001",
            "callback_token": TOKEN,
            "encoding_aes_key": AES_KEY,
        },
        _wecom,
    ),
    "official_account": Pen("official_account", {**WEIXIN_SETTINGS, **SAFE}, _safe),
    "official_account, plain": Pen("official_account", WEIXIN_SETTINGS, _plain, open_body=True),
    "mini_program": Pen("mini_program", {**WEIXIN_SETTINGS, **SAFE}, _safe),
    "wechat_pay": Pen("wechat_pay", _real(_MERCHANT.settings, _MERCHANT.secrets), _pay),
    "douyin": Pen(
        "douyin",
        {"client_key": "k", "client_secret": DOUYIN_SECRET, "pay_token": DOUYIN_PAY_TOKEN},
        _douyin,
    ),
    "kuaishou": Pen("kuaishou", {"app_id": "k", "app_secret": KUAISHOU_SECRET}, _kuaishou),
    "qq": Pen("qq", {"app_id": "1", "secret": QQ_SECRET}, _qq),
}


def now() -> datetime:
    """Real time: a signature is good for minutes."""
    return datetime.now(UTC)

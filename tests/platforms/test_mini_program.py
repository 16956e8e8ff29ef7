"""A mini program: logins, sealed data, messages, codes and links, checks, parcels, callbacks.

Shapes are written by hand from the pages named in `mini_program/endpoints.py`.
"""

import json
from base64 import b64encode
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7
from hypothesis import given
from hypothesis import strategies as st
from tests.platforms import vectors as v
from tests.platforms.cast import NOW
from tests.platforms.loopback import Reply, ok
from tests.platforms.weixin_desk import APP, SECRET, TOKEN, Desk, access, desk_of, refused, safe

from pondkeeper.domain.channels import facts as f
from pondkeeper.domain.channels.facts import account as a
from pondkeeper.domain.channels.facts import mini as m
from pondkeeper.domain.channels.facts import people as p
from pondkeeper.domain.channels.ports import CallbackRejected, Platform, SendRefused, Wire
from pondkeeper.platforms.common import sealed
from pondkeeper.platforms.common.wxcrypt import WxCrypt, sign
from pondkeeper.platforms.mini_program import endpoints as e
from pondkeeper.platforms.mini_program.callbacks import DOOR

AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
SECONDS = int(AT.timestamp())
PNG = b"\x89PNG\r\n\x1a\n"
KEY, IV = b64encode(b"k" * 16).decode(), b64encode(b"i" * 16).decode()


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with desk_of("mini_program") as made:
        yield made


@pytest.fixture
def platform(desk: Desk) -> Platform:
    return desk.platform


async def test_a_login_gives_a_key_that_is_never_shown(desk: Desk, platform: Platform) -> None:
    assert platform.sessions
    said = {"session_key": "HyVFkGl5F5OQWJZZaNzBBg==", "openid": "oAn", "unionid": "uAn"}
    desk.says("/sns/jscode2session", Reply(json.dumps(said).encode()), refused(40163))
    session = await platform.sessions.login(desk.access, "c1")
    assert session == m.MiniSession("oAn", "uAn", "HyVFkGl5F5OQWJZZaNzBBg==")
    assert "HyVF" not in repr(session)
    assert desk.asked() == {
        "appid": APP,
        "secret": SECRET,
        "js_code": "c1",
        "grant_type": "authorization_code",
    }
    with pytest.raises(SendRefused, match="40163"):
        await platform.sessions.login(desk.access, "c1")


async def test_a_phone_number_is_handed_over(desk: Desk, platform: Platform) -> None:
    assert platform.sessions
    info = {"phoneNumber": "13800000001", "purePhoneNumber": "13800000001", "countryCode": 86}
    desk.says("/wxa/business/getuserphonenumber", ok(phone_info=info))
    phone = await platform.sessions.phone(desk.access, "c9")
    assert phone == m.Phone("13800000001", "86")
    assert "138" not in repr(phone)
    assert desk.sent() == {"code": "c9"}


def test_the_published_sealed_data_and_signature() -> None:
    found = sealed.unseal(v.SEALED_KEY, v.SEALED_DATA, v.SEALED_IV, v.SEALED_APP)
    assert (found["openId"], found["unionId"]) == (v.SEALED_OPENID, v.SEALED_UNIONID)
    assert sealed.vouched(v.RAW_KEY, v.RAW_DATA, v.RAW_SIGNATURE)
    assert not sealed.vouched(v.RAW_KEY, v.RAW_DATA + " ", v.RAW_SIGNATURE)
    with pytest.raises(CallbackRejected, match="watermark"):
        sealed.unseal(v.SEALED_KEY, v.SEALED_DATA, v.SEALED_IV, "wxanother")


def seal(plain: bytes, key: bytes = b"k" * 16) -> str:
    padder = PKCS7(128).padder()
    padded = padder.update(plain) + padder.finalize()
    sealer = Cipher(algorithms.AES(key), modes.CBC(b"i" * 16)).encryptor()
    return b64encode(sealer.update(padded) + sealer.finalize()).decode()


@given(st.dictionaries(st.text(max_size=9), st.text(max_size=30) | st.integers(), max_size=5))
def test_what_is_sealed_opens_again(values: dict[str, Any]) -> None:
    whole = {**values, "watermark": {"appid": APP, "timestamp": 1}}
    encrypted = seal(json.dumps(whole).encode("utf-8", "replace"))
    found = sealed.unseal(KEY, encrypted, IV, APP)
    assert found == json.loads(json.dumps(whole).encode("utf-8", "replace"))


@given(st.binary(max_size=200))
def test_what_is_not_sealed_for_us_is_refused(junk: bytes) -> None:
    with pytest.raises(CallbackRejected):
        sealed.unseal(KEY, b64encode(junk).decode(), IV, APP)


@pytest.mark.parametrize(
    ("key", "encrypted", "iv"),
    [
        ("short", seal(b"{}"), IV),
        (KEY, "no base64!", IV),
        (KEY, seal(b"{}"), "aXY="),
        (KEY, "", IV),
        (KEY, seal(b"[1]"), IV),
        (KEY, seal(b"{}"), IV),
        (KEY, seal(b'{"watermark":"wx"}'), IV),
        (KEY, seal(b'{"a":' * 9000), IV),
        (b64encode(b"x" * 16).decode(), seal(b"{}"), IV),
    ],
)
def test_every_wrong_shape_is_refused(key: str, encrypted: str, iv: str) -> None:
    with pytest.raises(CallbackRejected):
        sealed.unseal(key, encrypted, iv, APP)


async def test_an_asked_for_message(desk: Desk, platform: Platform) -> None:
    desk.says("/message/subscribe/send", ok(msgid=7), refused(43101))
    body = {"openid": "oAn", "template_id": "tpl", "page": "pages/a", "data": {"thing1": "到货"}}
    result = await platform.adapter.send(desk.access, Wire("subscribe", body, "k"))
    assert result.provider_id == "7"
    assert desk.sent() == {
        "touser": "oAn",
        "template_id": "tpl",
        "page": "pages/a",
        "miniprogram_state": "formal",
        "lang": "zh_CN",
        "data": {"thing1": {"value": "到货"}},
    }
    with pytest.raises(SendRefused, match="43101"):
        await platform.adapter.send(desk.access, Wire("subscribe", body, "k"))
    assert platform.meanings["43101"].act == "consent_gone"


CUSTOM = [
    ({"kind": "text", "text": "在"}, {"msgtype": "text", "text": {"content": "在"}}),
    ({"kind": "image", "media_id": "m"}, {"msgtype": "image", "image": {"media_id": "m"}}),
    (
        {"kind": "link", "title": "t", "url": "http://a", "picture_url": "http://p"},
        {"msgtype": "link", "link": {"title": "t", "url": "http://a", "thumb_url": "http://p"}},
    ),
    (
        {"kind": "miniprogram", "title": "t", "page": "p", "media_id": "m"},
        {
            "msgtype": "miniprogrampage",
            "miniprogrampage": {"title": "t", "pagepath": "p", "thumb_media_id": "m"},
        },
    ),
]


@pytest.mark.parametrize(("message", "wanted"), CUSTOM)
async def test_a_message_to_who_wrote(
    desk: Desk, platform: Platform, message: dict[str, Any], wanted: dict[str, Any]
) -> None:
    desk.says("/message/custom/send")
    await platform.adapter.send(
        desk.access, Wire("custom", {"openid": "oAn", "message": message}, "k")
    )
    assert desk.sent() == {"touser": "oAn", **wanted}


@pytest.mark.parametrize(
    ("wire", "code"),
    [
        (Wire("mass", {}, "k"), "wire_kind"),
        (Wire("subscribe", {"openid": "oAn"}, "k"), "wire_shape"),
        (Wire("custom", {"openid": "oAn", "message": {"kind": "smell"}}, "k"), "message_kind"),
    ],
)
async def test_what_cannot_be_sent_is_refused(
    desk: Desk, platform: Platform, wire: Wire, code: str
) -> None:
    with pytest.raises(SendRefused) as caught:
        await platform.adapter.send(desk.access, wire)
    assert caught.value.code == code
    assert desk.server.asked == []


async def test_templates_files_and_the_test(desk: Desk, platform: Platform) -> None:
    assert platform.templates
    assert platform.media
    row = {"priTmplId": "p", "title": "预约", "content": "时间:{{date2.DATA}}", "type": 2}
    desk.says("/wxaapi/newtmpl/gettemplate", ok(data=[row]))
    [template] = await platform.templates.templates(desk.access)
    assert (template.template_id, template.fields, template.use) == ("p", ("date2",), "once")
    desk.says("/media/upload", ok(media_id="m1"))
    assert await platform.media.upload(desk.access, name="a.png", content=PNG) == "m1"
    desk.says("/openapi/quota/get", ok(quota={}))
    assert all(step.ok for step in await platform.adapter.test(desk.access))


async def test_codes_are_pictures(desk: Desk, platform: Platform) -> None:
    assert platform.mini_codes
    png = Reply(PNG, headers={"content-type": "image/png; charset=x"})
    desk.says("/wxa/getwxacodeunlimit", png, refused(45009))
    code = await platform.mini_codes.code(desk.access, "a=1&b=2", page="/pages/a")
    assert code == m.Picture(PNG, "image/png")
    assert desk.sent() == {
        "scene": "a=1&b=2",
        "page": "pages/a",
        "check_path": False,
        "width": 430,
    }
    with pytest.raises(SendRefused) as caught:
        await platform.mini_codes.code(desk.access, "a=1")
    assert caught.value.kind == "quota"
    for wrong in ("x" * 33, "", "中文", "a b"):
        with pytest.raises(SendRefused, match="scene"):
            await platform.mini_codes.code(desk.access, wrong)
    desk.says("/wxa/getwxacode", png)
    await platform.mini_codes.code_of_path(desk.access, "/pages/a?x=1", width=280)
    assert desk.sent() == {"path": "pages/a?x=1", "width": 280}


async def test_links_end_in_time(desk: Desk, platform: Platform) -> None:
    assert platform.mini_codes
    desk.says("/wxa/generate_urllink", ok(url_link="https://wxaurl.cn/a"))
    link = await platform.mini_codes.url_link(desk.access, "/pages/a", "x=1", days=90)
    assert link == "https://wxaurl.cn/a"
    assert desk.sent() == {
        "path": "/pages/a",
        "query": "x=1",
        "is_expire": True,
        "expire_type": 1,
        "expire_interval": 30,
    }
    desk.says("/wxa/generatescheme", ok(openlink="weixin://dl/business/?t=x"))
    scheme = await platform.mini_codes.scheme(desk.access, "/pages/a", "x=1", days=7)
    assert scheme == "weixin://dl/business/?t=x"
    assert desk.sent()["expire_time"] == int((NOW + timedelta(days=7)).timestamp())
    desk.says("/wxa/genwxashortlink", ok(link="#小程序://x"))
    assert await platform.mini_codes.short_link(desk.access, "/pages/a", "标题") == "#小程序://x"


async def test_content_is_checked_before_others_see_it(desk: Desk, platform: Platform) -> None:
    check = platform.content_check
    assert check
    result = {"suggest": "risky", "label": 20001}
    desk.says(
        "/wxa/msg_sec_check",
        ok(result=result, trace_id="t1"),
        ok(result={"suggest": "pass", "label": 100}),
        ok(result={"suggest": "new word"}),
    )
    found = [await check.text(desk.access, "oAn", "…", "comment") for _ in range(3)]
    assert found == [
        m.Checked("risky", 20001, "t1"),
        m.Checked("pass", 100, ""),
        m.Checked("review", 0, ""),
    ]
    assert desk.sent() == {"openid": "oAn", "scene": 2, "version": 2, "content": "…"}
    desk.says("/wxa/media_check_async", ok(trace_id="t2"))
    trace = await check.media(desk.access, "oAn", "https://pond.example/a.png", "image", "profile")
    assert trace == "t2"
    assert desk.sent()["media_type"] == 2


async def test_parcels_are_told_so_that_money_is_paid_out(desk: Desk, platform: Platform) -> None:
    assert platform.shipping
    one = m.Parcel("唇釉*1", "SF100", "SF", "138****0001")
    desk.says("/wxa/sec/order/upload_shipping_info", ok(), ok())
    await platform.shipping.ship(desk.access, m.Shipment("42", "oAn", "express", (one,), AT))
    assert desk.sent() == {
        "order_key": {"order_number_type": 2, "transaction_id": "42"},
        "delivery_mode": 1,
        "logistics_type": 1,
        "shipping_list": [
            {
                "tracking_no": "SF100",
                "express_company": "SF",
                "item_desc": "唇釉*1",
                "contact": {"receiver_contact": "138****0001"},
            }
        ],
        "upload_time": "2026-03-02T12:00:00.000+08:00",
        "payer": {"openid": "oAn"},
    }
    first = m.Shipment("42", "oAn", "pickup", (m.Parcel("唇釉*1"),), AT, whole=False)
    await platform.shipping.ship(desk.access, first)
    assert desk.sent()["delivery_mode"] == 2
    assert desk.sent()["is_all_delivered"] is False
    assert desk.sent()["shipping_list"] == [{"item_desc": "唇釉*1"}]


async def test_orders_stand_with_the_platform(desk: Desk, platform: Platform) -> None:
    assert platform.shipping
    row = {
        "transaction_id": "42",
        "merchant_trade_no": "o-1",
        "openid": "oAn",
        "paid_amount": 14900,
        "pay_time": SECONDS,
        "order_state": 2,
        "in_complaint": False,
    }
    known = m.ShippedOrder("42", "o-1", "oAn", 14900, "shipped", False, AT)
    desk.says("/wxa/sec/order/get_order", ok(order=row))
    assert await platform.shipping.order(desk.access, "42") == known
    desk.says(
        "/wxa/sec/order/get_order_list",
        ok(order_list=[row], last_index="i1", has_more=True),
        ok(order_list=[{**row, "order_state": 9, "pay_time": 0}], last_index="i2", has_more=False),
    )
    walk = platform.shipping.orders(desk.access, since=AT, until=AT + timedelta(days=1))
    states = [(one.state, one.paid_at) async for one in walk]
    assert states == [("shipped", AT), ("unknown", None)]
    assert desk.sent()["last_index"] == "i1"


def event(name: str, **more: Any) -> bytes:
    head = {"ToUserName": "gh_1", "FromUserName": "oAn", "CreateTime": SECONDS}
    return json.dumps({**head, "MsgType": "event", "Event": name, **more}).encode()


def in_xml(name: str, inner: str) -> bytes:
    return (
        f"<xml><ToUserName>gh_1</ToUserName><FromUserName>oAn</FromUserName><CreateTime>{SECONDS}"
        f"</CreateTime><MsgType>event</MsgType><Event>{name}</Event>{inner}</xml>"
    ).encode()


ANSWER = {"TemplateId": "tpl", "SubscribeStatusString": "accept", "PopupScene": "0"}
ANSWER_XML = (
    "<SubscribeMsgPopupEvent><List><TemplateId>tpl</TemplateId><SubscribeStatusString>accept"
    "</SubscribeStatusString></List></SubscribeMsgPopupEvent>"
)
SENT = {"TemplateId": "tpl", "MsgID": "1864", "ErrorCode": "0", "ErrorStatus": "success"}
ACCEPTED = a.PromptAnswered("oAn", "tpl", accepted=True, at=AT)
CHECKED = {"suggest": "risky", "label": 20002}

FACTS: list[tuple[bytes, f.Fact]] = [
    (event("subscribe_msg_popup_event", List=[ANSWER]), ACCEPTED),
    (event("subscribe_msg_popup_event", List=ANSWER), ACCEPTED),
    (in_xml("subscribe_msg_popup_event", ANSWER_XML), ACCEPTED),
    (
        event("subscribe_msg_change_event", List=[{**ANSWER, "SubscribeStatusString": "reject"}]),
        a.PromptAnswered("oAn", "tpl", accepted=False, at=AT, prompt=False),
    ),
    (
        event("subscribe_msg_sent_event", List=[SENT]),
        a.MessageOutcome("oAn", "1864", "sent", AT, "tpl"),
    ),
    (
        event("user_enter_tempsession", SessionFrom="order-1"),
        a.SessionEntered("oAn", "order-1", AT),
    ),
    (
        event("user_authorization_revoke", OpenID="oBo", AppID=APP, RevokeInfo="201"),
        p.ConsentChanged("oBo", "authorization:201", given=False, at=AT),
    ),
    (
        event("wxa_media_check", appid=APP, trace_id="t2", version=2, result=CHECKED, detail=[{}]),
        m.MediaChecked("t2", "risky", 20002, AT),
    ),
    (event("kf_create_session", KfAccount="mei"), a.ServiceSession("oAn", "opened", "mei", AT)),
]
STORED = [
    "user_info_modified",
    "add_express_path",
    "add_waybill",
    "cancel_waybill",
    "check_biz",
    "get_quota",
    "update_business_bind_result",
    "xpay_coin_pay_notify",
    "xpay_goods_deliver_notify",
    "trade_manage_remind_shipping",
    "something_of_next_year",
]


@pytest.mark.parametrize(("plain", "fact"), FACTS)
def test_what_happened_is_a_fact(plain: bytes, fact: f.Fact) -> None:
    assert DOOR.parse(plain) == [fact]


@pytest.mark.parametrize("name", STORED)
def test_other_events_are_taken_and_named(name: str) -> None:
    assert DOOR.parse(event(name, Data={"a": [1]})) == [f.UnknownFact(f"event.{name}", AT)]


def test_messages_in_json() -> None:
    head = {"ToUserName": "gh_1", "FromUserName": "oAn", "CreateTime": SECONDS, "MsgId": 1234567890}
    card = {**head, "MsgType": "miniprogrampage", "Title": "唇釉", "PagePath": "pages/a"}
    [fact] = DOOR.parse(json.dumps(card).encode())
    assert fact == p.Messaged(
        "oAn", "1234567890", AT, "card", "唇釉", "pages/a", reply_within_s=172800
    )


def test_a_sealed_json_callback_opens() -> None:
    crypt = WxCrypt(TOKEN, v.FIXED_AES_KEY, APP)
    plain = event("user_enter_tempsession", SessionFrom="x")
    encrypted = crypt.encrypt(plain)
    query = {"timestamp": "1", "nonce": "n", "msg_signature": sign(TOKEN, "1", "n", encrypted)}
    body = json.dumps({"ToUserName": "gh_1", "Encrypt": encrypted}).encode()
    assert DOOR.open(safe("mini_program"), query, {}, body) == plain
    with pytest.raises(CallbackRejected):
        DOOR.open(access("mini_program"), query, {}, body)


def test_every_row_has_its_page_and_a_name_of_its_own() -> None:
    assert len({row.name for row in e.ALL}) == len({(row.method, row.path) for row in e.ALL})
    assert len(e.ALL) > 40
    assert all(row.page.startswith("https://") for row in e.ALL)

"""An official account's callbacks: every documented kind, written by hand from the pages named in
`official_account/callbacks.py`, in plain and in safe mode.
"""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.platforms import vectors as v
from tests.platforms.weixin_desk import APP, TOKEN, access, safe

from pondkeeper.domain.channels import facts as f
from pondkeeper.domain.channels.facts import account as a
from pondkeeper.domain.channels.facts import people as p
from pondkeeper.domain.channels.ports import CallbackRejected
from pondkeeper.platforms.common.wxcrypt import WxCrypt, sign
from pondkeeper.platforms.official_account.callbacks import DOOR

AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
AN, OURS = "oPondAn000000000000000000001", "gh_pond00001"
CRYPT = WxCrypt(TOKEN, v.FIXED_AES_KEY, APP)
PLAIN, SAFE = access("official_account"), safe("official_account")


def told(kind: str, inner: str) -> bytes:
    return (
        f"<xml><ToUserName><![CDATA[{OURS}]]></ToUserName>"
        f"<FromUserName><![CDATA[{AN}]]></FromUserName>"
        f"<CreateTime>{int(AT.timestamp())}</CreateTime>"
        f"<MsgType><![CDATA[{kind}]]></MsgType>{inner}</xml>"
    ).encode()


def event(name: str, inner: str = "") -> bytes:
    return told("event", f"<Event><![CDATA[{name}]]></Event>{inner}")


def key(value: str, inner: str = "") -> str:
    return f"<EventKey><![CDATA[{value}]]></EventKey>{inner}"


def wrote(kind: str, inner: str) -> bytes:
    return told(kind, f"{inner}<MsgId>24000000000000001</MsgId>")


def message(kind: str, text: str = "", media: str = "") -> p.Messaged:
    return p.Messaged(AN, "24000000000000001", AT, kind, text, media, reply_within_s=172800)


TICKET = "<Ticket><![CDATA[gQFy8DwAAAA]]></Ticket>"
LIST = "<TemplateId><![CDATA[tpl-1]]></TemplateId>"
PHOTO = "<SendPicsInfo><Count>1</Count><PicList><item><PicMd5Sum>5a</PicMd5Sum></item></PicList></SendPicsInfo>"
MASS = (
    "<MsgID>1000001625</MsgID><Status><![CDATA[{0}]]></Status><TotalCount>100</TotalCount>"
    "<FilterCount>80</FilterCount><SentCount>75</SentCount><ErrorCount>5</ErrorCount>"
)
PUBLISHED = (
    "<PublishEventInfo><publish_id>2247503051</publish_id><publish_status>0</publish_status>"
    "<article_id><![CDATA[art-1]]></article_id><article_detail><count>2</count>"
    "<item><idx>1</idx><article_url><![CDATA[http://mp/1]]></article_url></item>"
    "<item><idx>2</idx><article_url><![CDATA[http://mp/2]]></article_url></item>"
    "</article_detail></PublishEventInfo>"
)

ACTED_ON = [
    (event("subscribe"), p.Followed(AN, AT, "", reply_within_s=60)),
    (event("subscribe", key("qrscene_pond-a1", TICKET)), p.Followed(AN, AT, "pond-a1", "", 60)),
    (event("subscribe", key("scanbarcode|standard|1")), p.Followed(AN, AT, "", "", 60)),
    (event("unsubscribe", key("")), p.Unfollowed(AN, AT)),
    (event("SCAN", key("pond-a1", TICKET)), a.CodeScanned(AN, "pond-a1", AT)),
    (event("CLICK", key("SONG")), a.MenuPressed(AN, "click", "SONG", AT)),
    (
        event("VIEW", key("https://pond.example/a")),
        a.MenuPressed(AN, "view", "https://pond.example/a", AT),
    ),
    (
        event("view_miniprogram", key("pages/index", "<MenuId>m1</MenuId>")),
        a.MenuPressed(AN, "view_miniprogram", "pages/index", AT),
    ),
    (
        event(
            "scancode_waitmsg",
            key(
                "6",
                "<ScanCodeInfo><ScanType>qrcode</ScanType><ScanResult>SN1</ScanResult></ScanCodeInfo>",
            ),
        ),
        a.MenuPressed(AN, "scancode_waitmsg", "6", AT, "SN1"),
    ),
    (
        event("scancode_push", key("6", "<ScanCodeInfo><ScanResult>2</ScanResult></ScanCodeInfo>")),
        a.MenuPressed(AN, "scancode_push", "6", AT, "2"),
    ),
    (event("pic_sysphoto", key("6", PHOTO)), a.MenuPressed(AN, "pic_sysphoto", "6", AT)),
    (
        event("pic_photo_or_album", key("6", PHOTO)),
        a.MenuPressed(AN, "pic_photo_or_album", "6", AT),
    ),
    (event("pic_weixin", key("6", PHOTO)), a.MenuPressed(AN, "pic_weixin", "6", AT)),
    (
        event(
            "location_select",
            key(
                "6",
                "<SendLocationInfo><Location_X>23</Location_X><Label>海珠区</Label></SendLocationInfo>",
            ),
        ),
        a.MenuPressed(AN, "location_select", "6", AT, "海珠区"),
    ),
    (
        event("TEMPLATESENDJOBFINISH", "<MsgID>200163836</MsgID><Status>success</Status>"),
        a.MessageOutcome(AN, "200163836", "sent", AT),
    ),
    (
        event("TEMPLATESENDJOBFINISH", "<MsgID>2</MsgID><Status>failed:user block</Status>"),
        a.MessageOutcome(AN, "2", "blocked", AT, code="failed:user block"),
    ),
    (
        event("TEMPLATESENDJOBFINISH", "<MsgID>3</MsgID><Status>failed: system failed</Status>"),
        a.MessageOutcome(AN, "3", "failed", AT, code="failed: system failed"),
    ),
    (
        event(
            "MASSSENDJOBFINISH",
            MASS.format("send success")
            + "<ArticleUrlResult><Count>1</Count><ResultList><item><ArticleIdx>1</ArticleIdx>"
            "<ArticleUrl><![CDATA[http://mp/1]]></ArticleUrl></item></ResultList></ArticleUrlResult>",
        ),
        a.MassFinished("1000001625", True, "send success", 100, 80, 75, 5, AT, ("http://mp/1",)),
    ),
    (
        event("MASSSENDJOBFINISH", MASS.format("err(30003)")),
        a.MassFinished("1000001625", False, "err(30003)", 100, 80, 75, 5, AT),
    ),
    (
        event("PUBLISHJOBFINISH", PUBLISHED),
        a.PublishFinished(
            a.Publication("2247503051", "done", "art-1", ("http://mp/1", "http://mp/2")), AT
        ),
    ),
    (
        event(
            "FREEPUBLISHJOBFINISH",
            "<PublishEventInfo><publish_id>9</publish_id><publish_status>2</publish_status>"
            "<fail_idx>1</fail_idx><fail_idx>2</fail_idx></PublishEventInfo>",
        ),
        a.PublishFinished(a.Publication("9", "refused", "", (), (1, 2)), AT),
    ),
    (
        event(
            "subscribe_msg_change_event",
            f"<SubscribeMsgChangeEvent><List>{LIST}<SubscribeStatusString>reject"
            "</SubscribeStatusString></List></SubscribeMsgChangeEvent>",
        ),
        a.PromptAnswered(AN, "tpl-1", accepted=False, at=AT, prompt=False),
    ),
    (
        event(
            "subscribe_msg_sent_event",
            f"<SubscribeMsgSentEvent><List>{LIST}<MsgID>17</MsgID><ErrorCode>0</ErrorCode>"
            "<ErrorStatus>success</ErrorStatus></List></SubscribeMsgSentEvent>",
        ),
        a.MessageOutcome(AN, "17", "sent", AT, "tpl-1"),
    ),
    (
        event(
            "subscribe_msg_sent_event",
            f"<SubscribeMsgSentEvent><List>{LIST}<MsgID>18</MsgID><ErrorCode>43101</ErrorCode>"
            "<ErrorStatus>refuse</ErrorStatus></List></SubscribeMsgSentEvent>",
        ),
        a.MessageOutcome(AN, "18", "blocked", AT, "tpl-1", "refuse"),
    ),
    (
        event("kf_create_session", "<KfAccount>mei@pond</KfAccount>"),
        a.ServiceSession(AN, "opened", "mei@pond", AT),
    ),
    (
        event("kf_close_session", "<KfAccount>mei@pond</KfAccount>"),
        a.ServiceSession(AN, "closed", "mei@pond", AT),
    ),
    (
        event(
            "kf_switch_session",
            "<FromKfAccount>mei@pond</FromKfAccount><ToKfAccount>bo@pond</ToKfAccount>",
        ),
        a.ServiceSession(AN, "moved", "mei@pond", AT, "bo@pond"),
    ),
    (
        event(
            "user_authorization_revoke",
            "<OpenID>oOther</OpenID><AppID>wx1</AppID><RevokeInfo>1</RevokeInfo>",
        ),
        p.ConsentChanged("oOther", "authorization:1", given=False, at=AT),
    ),
    (wrote("text", "<Content><![CDATA[在吗 ]]></Content>"), message("text", "在吗")),
    (
        wrote("image", "<PicUrl>http://p/1</PicUrl><MediaId>m1</MediaId>"),
        message("image", "", "m1"),
    ),
    (
        wrote("voice", "<MediaId>m2</MediaId><Format>amr</Format><Recognition>你好</Recognition>"),
        message("voice", "你好", "m2"),
    ),
    (
        wrote("video", "<MediaId>m3</MediaId><ThumbMediaId>t</ThumbMediaId>"),
        message("video", "", "m3"),
    ),
    (wrote("shortvideo", "<MediaId>m4</MediaId>"), message("video", "", "m4")),
    (
        wrote("link", "<Title>标题</Title><Description>d</Description><Url>http://a/b</Url>"),
        message("link", "标题", "http://a/b"),
    ),
    (
        wrote(
            "location",
            "<Location_X>23.1</Location_X><Location_Y>113.3</Location_Y><Scale>20</Scale>"
            "<Label>海珠区</Label>",
        ),
        message("location", "海珠区", "23.1,113.3"),
    ),
    (wrote("file", "<Title>a.pdf</Title>"), message("other")),
]

STORED = [
    "LOCATION",
    "user_info_modified",
    "annual_renew",
    "verify_expired",
    "naming_verify_fail",
    "qualification_verify_fail",
    "qualification_verify_success",
    "naming_verify_success",
    "merchant_order",
    "submit_invoice_title",
    "update_invoice_status",
    "user_authorize_invoice",
    "guide_qrcode_scan_event",
    "something_of_next_year",
]


@pytest.mark.parametrize(("plain", "fact"), ACTED_ON)
def test_what_happened_is_a_fact(plain: bytes, fact: f.Fact) -> None:
    assert DOOR.parse(plain) == [fact]


def test_one_prompt_answers_for_several_templates() -> None:
    def row(template: str, word: str) -> str:
        return (
            f"<List><TemplateId>{template}</TemplateId><SubscribeStatusString>{word}"
            "</SubscribeStatusString><PopupScene>2</PopupScene></List>"
        )

    rows = row("tpl-1", "accept") + row("tpl-2", "reject")
    plain = event(
        "subscribe_msg_popup_event", f"<SubscribeMsgPopupEvent>{rows}</SubscribeMsgPopupEvent>"
    )
    assert DOOR.parse(plain) == [
        a.PromptAnswered(AN, "tpl-1", accepted=True, at=AT),
        a.PromptAnswered(AN, "tpl-2", accepted=False, at=AT),
    ]


@pytest.mark.parametrize("name", STORED)
def test_other_events_are_taken_and_named(name: str) -> None:
    assert DOOR.parse(event(name, key("x"))) == [f.UnknownFact(f"event.{name}", AT)]


def test_an_event_without_a_documented_field_is_stored_and_says_which() -> None:
    [fact] = DOOR.parse(event("TEMPLATESENDJOBFINISH", "<MsgID>1</MsgID>"))
    assert fact == f.UnknownFact("event.TEMPLATESENDJOBFINISH", AT, ("Status",))
    [empty] = DOOR.parse(event("subscribe_msg_sent_event"))
    assert empty == f.UnknownFact("event.subscribe_msg_sent_event", AT)
    assert DOOR.parse(b"<xml><MsgType>event</MsgType></xml>") == [f.UnknownFact("event", None)]


def test_the_address_is_checked_in_both_modes() -> None:
    query = {"timestamp": v.PLAIN_TIMESTAMP, "nonce": v.PLAIN_NONCE, "echostr": "314159"}
    known = access("official_account", callback_token=v.PLAIN_TOKEN)
    assert DOOR.verify_url(known, {**query, "signature": v.PLAIN_SIGNATURE}) == "314159"
    # A channel in safe mode is asked in the same plain way.
    both = access(
        "official_account", callback_token=v.PLAIN_TOKEN, encoding_aes_key=v.FIXED_AES_KEY
    )
    assert DOOR.verify_url(both, {**query, "signature": v.PLAIN_SIGNATURE}) == "314159"
    sealed = CRYPT.encrypt(b"271828")
    asked = {"timestamp": "1", "nonce": "n", "echostr": sealed}
    signature = sign(TOKEN, "1", "n", sealed)
    assert DOOR.verify_url(SAFE, {**asked, "msg_signature": signature}) == "271828"
    for wrong in ({**query, "signature": "0" * 40}, query, {**asked, "msg_signature": "0" * 40}):
        with pytest.raises(CallbackRejected):
            DOOR.verify_url(both, wrong)


def plain_query(token: str = TOKEN) -> dict[str, str]:
    return {"timestamp": "1", "nonce": "n", "signature": sign(token, "1", "n")}


def sealed_post(plain: bytes, crypt: WxCrypt = CRYPT) -> tuple[dict[str, str], bytes]:
    encrypted = crypt.encrypt(plain)
    query = {**plain_query(), "msg_signature": sign(crypt.token, "1", "n", encrypted)}
    body = f"<xml><ToUserName>{OURS}</ToUserName><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
    return query, body.encode()


def test_a_plain_message_opens() -> None:
    plain = event("subscribe")
    assert DOOR.open(PLAIN, plain_query(), {}, plain) == plain
    assert DOOR.accepted == b"success"


def test_a_sealed_message_opens_and_a_repeat_opens_to_the_same() -> None:
    plain = event("subscribe")
    opened = {DOOR.open(SAFE, *_spread(sealed_post(plain))) for _ in range(2)}
    assert opened == {plain}


def test_a_sealed_json_body_opens_too() -> None:
    plain = b'{"MsgType":"text","Content":"hi"}'
    encrypted = CRYPT.encrypt(plain)
    query = {**plain_query(), "msg_signature": sign(TOKEN, "1", "n", encrypted)}
    body = f'{{"ToUserName":"{OURS}","Encrypt":"{encrypted}"}}'.encode()
    assert DOOR.open(SAFE, query, {}, body) == plain


def _spread(post: tuple[dict[str, str], bytes]) -> tuple[dict[str, str], dict[str, str], bytes]:
    return post[0], {}, post[1]


@pytest.mark.parametrize(
    ("channel", "query", "body"),
    [
        (PLAIN, plain_query("another"), event("subscribe")),
        (PLAIN, {}, event("subscribe")),
        (PLAIN, plain_query(), b"<xml><Encrypt>AAAA</Encrypt></xml>"),
        (PLAIN, plain_query(), b"not xml"),
        (PLAIN, plain_query(), b"{"),
        (PLAIN, plain_query(), b'{"a":' * 5000),
        # Safe mode takes no plain body, though the address is signed.
        (SAFE, plain_query(), event("subscribe")),
        (SAFE, *sealed_post(b"<xml/>", WxCrypt("another", v.FIXED_AES_KEY, APP))),
        (SAFE, *sealed_post(b"<xml/>", WxCrypt(TOKEN, v.FIXED_AES_KEY, "wxother"))),
        (SAFE, *sealed_post(b"<xml/>", WxCrypt(TOKEN, v.ECHO_AES_KEY, APP))),
        (access("official_account", callback_token=""), plain_query(""), event("subscribe")),
    ],
)
def test_strangers_are_refused(channel: object, query: dict[str, str], body: bytes) -> None:
    with pytest.raises(CallbackRejected):
        DOOR.open(channel, query, {}, body)  # type: ignore[arg-type]


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=200))
def test_whatever_they_write_is_one_fact_or_refused(kind: str, name: str, content: str) -> None:
    inner = "".join(
        f"<{tag}><![CDATA[{text.replace(']]>', '')}]]></{tag}>"
        for tag, text in (("MsgType", kind), ("Event", name), ("Content", content))
    )
    try:
        found = DOOR.parse(
            f"<xml><CreateTime>1</CreateTime>{inner}</xml>".encode("utf-8", "ignore")
        )
    except CallbackRejected:
        return
    assert len(found) == 1


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=9) | st.booleans(),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
        ),
        max_leaves=12,
    )
)
def test_any_json_is_one_fact_or_more(value: object) -> None:
    body = {
        "MsgType": "event",
        "Event": "subscribe_msg_popup_event",
        "CreateTime": 1,
        "FromUserName": AN,
        "List": value,
    }
    assert DOOR.parse(json.dumps(body).encode())

"""WeCom's callbacks: every documented kind, written by hand from the official pages.

Customers: https://developer.work.weixin.qq.com/document/path/92130; groups 92130 and 92277;
labels 92130; staff 90970 and 90971; acquisition links 97299; customer service 94670;
messages 90239; other events 90240.
"""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.platforms.cast import AES_KEY, CALLBACK_TOKEN, CORP, wecom_access

from pondkeeper.domain.channels import facts as f
from pondkeeper.domain.channels.ports import CallbackRejected
from pondkeeper.platforms.common.wxcrypt import WxCrypt, sign
from pondkeeper.platforms.wecom.callbacks import WeComDoor

DOOR = WeComDoor()
AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
CUSTOMER, MEI = "wmPond0000000000000000000000001", "mei"
PAIR = f"<UserID><![CDATA[{MEI}]]></UserID><ExternalUserID>{CUSTOMER}</ExternalUserID>"


def event(inner: str, *, kind: str = "event") -> bytes:
    """A decrypted callback of a self-built application."""
    return (
        f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName>"
        "<FromUserName><![CDATA[sys]]></FromUserName>"
        f"<CreateTime>{int(AT.timestamp())}</CreateTime>"
        f"<MsgType><![CDATA[{kind}]]></MsgType>{inner}</xml>"
    ).encode()


def change(name: str, change_type: str, inner: str = "") -> bytes:
    return event(f"<Event>{name}</Event><ChangeType>{change_type}</ChangeType>{inner}")


def customer(change_type: str, inner: str = PAIR) -> bytes:
    return change("change_external_contact", change_type, inner)


ARRIVAL = "<State><![CDATA[pond-a1]]></State><WelcomeCode><![CDATA[WC-1]]></WelcomeCode>"

ACTED_ON = [
    (
        customer("add_external_contact", PAIR + ARRIVAL),
        f.ContactAdded(CUSTOMER, MEI, "pond-a1", "WC-1", AT),
    ),
    (customer("add_external_contact"), f.ContactAdded(CUSTOMER, MEI, "", "", AT)),
    (
        customer("add_half_external_contact", PAIR + ARRIVAL),
        f.ContactAddedHalf(CUSTOMER, MEI, "pond-a1", "WC-1", AT),
    ),
    (customer("edit_external_contact"), f.ContactEdited(CUSTOMER, MEI, AT)),
    (customer("del_external_contact"), f.FollowEnded(CUSTOMER, MEI, "staff", AT)),
    (
        customer("del_external_contact", PAIR + "<Source>DELETE_BY_TRANSFER</Source>"),
        f.FollowEnded(CUSTOMER, MEI, "transfer", AT),
    ),
    (customer("del_follow_user"), f.FollowEnded(CUSTOMER, MEI, "customer", AT)),
    (
        customer("transfer_fail", PAIR + "<FailReason>customer_refused</FailReason>"),
        f.TransferFailed(CUSTOMER, MEI, "refused", AT),
    ),
    (
        customer("transfer_fail", PAIR + "<FailReason>customer_limit_exceed</FailReason>"),
        f.TransferFailed(CUSTOMER, MEI, "taker_full", AT),
    ),
    (customer("transfer_fail"), f.TransferFailed(CUSTOMER, MEI, "other", AT)),
    (change("change_contact", "create_user", "<UserID>an</UserID>"), f.MemberChanged("an", AT)),
    (
        change(
            "change_contact",
            "update_user",
            "<UserID>an</UserID><NewUserID>anna</NewUserID><Department>1,2</Department>"
            "<ExtAttr><Item><Name>爱好</Name><Type>0</Type></Item></ExtAttr>",
        ),
        f.MemberChanged("an", AT, "anna"),
    ),
    (change("change_contact", "delete_user", "<UserID>an</UserID>"), f.MemberLeft("an", AT)),
]

STORED_ONLY = [
    customer("msg_audit_approved"),
    *(change("change_external_chat", kind, "<ChatId>c</ChatId>") for kind in ("create", "dismiss")),
    change(
        "change_external_chat",
        "update",
        "<ChatId>c</ChatId><UpdateDetail>add_member</UpdateDetail><JoinScene>1</JoinScene>"
        "<MemChangeCnt>1</MemChangeCnt><MemChangeList><Item>x</Item></MemChangeList>",
    ),
    *(
        change("change_external_tag", kind, "<Id>t</Id><TagType>tag</TagType>")
        for kind in ("create", "update", "delete", "shuffle")
    ),
    *(
        change("customer_acquisition", kind, "<LinkId>l</LinkId>")
        for kind in (
            "balance_low",
            "balance_exhausted",
            "link_unavailable",
            "delete_link",
            "friend_request",
            "customer_start_chat",
        )
    ),
    *(
        change("change_contact", kind, "<Id>2</Id>")
        for kind in ("create_party", "update_party", "delete_party", "update_tag")
    ),
    event("<Event>kf_msg_or_event</Event><Token>t</Token><OpenKfId>wk</OpenKfId>"),
    event("<Event>kf_account_auth_change</Event>"),
    event("<Event>msgaudit_notify</Event><AgentID>2000004</AgentID>"),
    event("<Event>batch_job_result</Event><BatchJob><JobId>j</JobId></BatchJob>"),
    event("<Event>upload_media_job_finish</Event><JobId>j</JobId>"),
    event("<Event>template_card_event</Event><EventKey>k</EventKey>"),
    event("<Event>enter_agent</Event><EventKey></EventKey><AgentID>1</AgentID>"),
    event("<Event>click</Event><EventKey>k</EventKey>"),
    event("<Event>view</Event><EventKey>http://127.0.0.1</EventKey>"),
    event("<Event>subscribe</Event><EventKey></EventKey>"),
    event("<Event>unsubscribe</Event><EventKey></EventKey>"),
    event("<Event>LOCATION</Event><Latitude>31.2</Latitude><Longitude>121.4</Longitude>"),
    event("<Content>你好</Content><MsgId>1</MsgId><AgentID>1</AgentID>", kind="text"),
    *(event("<MediaId>m</MediaId>", kind=kind) for kind in ("image", "voice", "video")),
    event("<Location_X>31.2</Location_X>", kind="location"),
    event("<Title>t</Title><Url>http://127.0.0.1</Url>", kind="link"),
]


@pytest.mark.parametrize("plain, fact", ACTED_ON)
def test_what_we_act_on(plain: bytes, fact: f.Fact) -> None:
    assert DOOR.parse(plain) == [fact]


@pytest.mark.parametrize("plain", STORED_ONLY)
def test_everything_else_is_named_and_dated(plain: bytes) -> None:
    (fact,) = DOOR.parse(plain)
    assert isinstance(fact, f.UnknownFact)
    assert (fact.at, fact.missing) == (AT, ())
    assert fact.kind.startswith(("event.", "text", "image", "voice", "video", "location", "link"))


@pytest.mark.parametrize("lost", ["UserID", "ExternalUserID"])
def test_an_event_without_a_documented_field_is_kept_and_says_which(lost: str) -> None:
    rest = PAIR.replace(f"<{lost}>", "<Other>").replace(f"</{lost}>", "</Other>")
    (fact,) = DOOR.parse(customer("edit_external_contact", rest))
    assert fact == f.UnknownFact("event.change_external_contact.edit_external_contact", AT, (lost,))


@pytest.mark.parametrize("time", ["", "soon", "99999999999999", "-1"])
def test_an_event_without_a_time_is_kept_undated(time: str) -> None:
    plain = customer("edit_external_contact").replace(
        str(int(AT.timestamp())).encode(), time.encode()
    )
    assert DOOR.parse(plain) == [
        f.UnknownFact("event.change_external_contact.edit_external_contact", None)
    ]


@given(st.dictionaries(st.sampled_from(["Event", "ChangeType", "CreateTime", "UserID"]), st.text()))
def test_no_field_content_breaks_the_reader(fields: dict[str, str]) -> None:
    inner = "".join(f"<{key}><![CDATA[{text}]]></{key}>" for key, text in fields.items())
    try:
        found = DOOR.parse(f"<xml>{inner}</xml>".encode("utf-8", "replace"))
    except CallbackRejected:
        return  # control characters and the like are no XML
    assert len(found) == 1


class Sealed:
    """One callback as it comes over the wire."""

    def __init__(self, plain: bytes, *, token: str = CALLBACK_TOKEN, corp: str = CORP) -> None:
        encrypted = WxCrypt(token, AES_KEY, corp).encrypt(plain)
        self.query = {"timestamp": "1772424000", "nonce": "n-1"}
        self.query["msg_signature"] = sign(token, "1772424000", "n-1", encrypted)
        self.body = (
            f"<xml><ToUserName><![CDATA[{corp}]]></ToUserName><AgentID>1000002</AgentID>"
            f"<Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
        ).encode()
        self.encrypted = encrypted

    def open(self) -> bytes:
        return DOOR.open(wecom_access(), self.query, {}, self.body)


def test_a_repeat_is_sealed_anew_and_opens_to_the_same_bytes() -> None:
    plain = customer("del_follow_user")
    first, second = Sealed(plain), Sealed(plain)
    assert first.body != second.body
    assert first.open() == second.open() == plain


def test_the_address_check_answers_with_the_echo() -> None:
    sealed = Sealed(b"5927782489442352469")
    query = {**sealed.query, "echostr": sealed.encrypted}
    assert DOOR.verify_url(wecom_access(), query) == "5927782489442352469"


@pytest.mark.parametrize("field", ["msg_signature", "timestamp", "nonce"])
def test_what_is_not_signed_for_us_stays_outside(field: str) -> None:
    sealed = Sealed(customer("del_follow_user"))
    del sealed.query[field]
    with pytest.raises(CallbackRejected, match="signature"):
        sealed.open()
    with pytest.raises(CallbackRejected, match="signature"):
        DOOR.verify_url(wecom_access(), {**sealed.query, "echostr": sealed.encrypted})


def test_another_token_or_corporation_is_refused() -> None:
    with pytest.raises(CallbackRejected, match="signature"):
        Sealed(b"<xml/>", token="stranger").open()
    with pytest.raises(CallbackRejected, match="receiver"):
        Sealed(b"<xml/>", corp="wwstranger").open()


@pytest.mark.parametrize("body", [b"", b"{}", b"<xml></xml>", b"<!DOCTYPE xml><xml/>"])
def test_an_envelope_that_is_none_is_refused(body: bytes) -> None:
    sealed = Sealed(b"<xml/>")
    with pytest.raises(CallbackRejected):
        DOOR.open(wecom_access(), sealed.query, {}, body)


def test_a_channel_without_its_keys_refuses_in_our_words() -> None:
    sealed = Sealed(b"<xml/>")
    with pytest.raises(CallbackRejected, match="settings"):
        DOOR.open(wecom_access(encoding_aes_key=""), sealed.query, {}, sealed.body)

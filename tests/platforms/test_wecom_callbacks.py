"""WeCom's callbacks: what each kind means to us, and who is let in with one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.platforms.cast import AES_KEY, CALLBACK_TOKEN, CORP, wecom_access
from tests.platforms.wecom_events import ACTED_ON, AT, PAIR, STORED_ONLY, change, customer, event

from pondkeeper.domain.channels import facts as f
from pondkeeper.domain.channels.ports import CallbackRejected
from pondkeeper.platforms.common.wxcrypt import WxCrypt, sign
from pondkeeper.platforms.facts_to_verbs import name
from pondkeeper.platforms.wecom.callbacks import WeComDoor

DOOR = WeComDoor()


@pytest.mark.parametrize("plain, fact", ACTED_ON)
def test_what_we_act_on(plain: bytes, fact: f.Fact) -> None:
    assert DOOR.parse(plain) == [fact]


@pytest.mark.parametrize("kind, plain", STORED_ONLY.items())
def test_everything_else_is_named_and_dated(kind: str, plain: bytes) -> None:
    assert DOOR.parse(plain) == [f.UnknownFact(kind, AT)]


def test_every_fact_has_a_name_in_the_callback_log() -> None:
    assert all(name(fact) for _, fact in ACTED_ON)


@pytest.mark.parametrize(
    "plain, lost",
    [
        (change("change_external_chat", "create"), "ChatId"),
        (change("change_external_tag", "delete"), "Id"),
        (change("change_contact", "create_party"), "Id"),
        (event("<Event>kf_msg_or_event</Event><Token>t</Token>"), "OpenKfId"),
        (event("<Event>template_card_event</Event>"), "EventKey"),
    ],
)
def test_what_lacks_a_documented_field_says_which(plain: bytes, lost: str) -> None:
    (fact,) = DOOR.parse(plain)
    assert isinstance(fact, f.UnknownFact)
    assert fact.missing == (lost,)


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

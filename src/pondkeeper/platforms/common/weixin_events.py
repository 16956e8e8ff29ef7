"""Makers of facts from what official accounts and mini programs both send.

Messages: https://developers.weixin.qq.com/doc/offiaccount/Message_Management/
Receiving_standard_messages.html; events: Receiving_event_pushes.html in the same folder.
"""

from collections.abc import Sequence
from datetime import datetime

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.facts.account import (
    MessageOutcome,
    OutcomeState,
    PromptAnswered,
    ServiceSession,
)
from pondkeeper.domain.channels.facts.people import ConsentChanged, Messaged
from pondkeeper.platforms.common.weixin_fields import Fields

ANSWER_S = 48 * 3600
"""How long a message may be answered; the count is in the platforms' limits."""
_KINDS = {
    "text": "text",
    "image": "image",
    "voice": "voice",
    "video": "video",
    "shortvideo": "video",
    "link": "link",
    "location": "location",
    "miniprogrampage": "card",
}


def message(fields: Fields, at: datetime) -> Sequence[facts.Fact]:
    """Make a fact of what a person wrote."""
    kind = _KINDS.get(fields.get("MsgType"), "other")
    return [
        Messaged(
            external_id=fields.need("FromUserName"),
            message_id=fields.get("MsgId"),
            at=at,
            kind=kind,
            text=_text(fields, kind),
            media=_media(fields, kind),
            reply_within_s=ANSWER_S,
        )
    ]


def _text(fields: Fields, kind: str) -> str:
    if kind == "location":
        return fields.get("Label")
    if kind in {"link", "card"}:
        return fields.get("Title")
    # What the platform heard in a voice message, where the account has that switched on.
    return fields.get("Recognition") if kind == "voice" else fields.get("Content")


def _media(fields: Fields, kind: str) -> str:
    if kind == "location":
        return f"{fields.get('Location_X')},{fields.get('Location_Y')}"
    if kind == "link":
        return fields.get("Url")
    return fields.get("PagePath") if kind == "card" else fields.get("MediaId")


def prompted(fields: Fields, at: datetime) -> Sequence[facts.Fact]:
    """subscribe_msg_popup_event: a person was asked, template by template."""
    return _answers(fields, at, "SubscribeMsgPopupEvent", prompt=True)


def prompt_changed(fields: Fields, at: datetime) -> Sequence[facts.Fact]:
    """subscribe_msg_change_event: a person changed the settings; an 'accept' gives no message."""
    return _answers(fields, at, "SubscribeMsgChangeEvent", prompt=False)


def subscribe_sent(fields: Fields, at: datetime) -> Sequence[facts.Fact]:
    """subscribe_msg_sent_event: what became of a subscribe message."""
    person = fields.need("FromUserName")
    return [
        MessageOutcome(
            person,
            row.need("MsgID"),
            _outcome(row.get("ErrorCode")),
            at,
            row.get("TemplateId"),
            "" if row.get("ErrorCode") == "0" else row.get("ErrorStatus") or row.get("ErrorCode"),
        )
        for row in _list(fields, "SubscribeMsgSentEvent")
    ]


def revoked(fields: Fields, at: datetime) -> Sequence[facts.Fact]:
    """user_authorization_revoke: a person took back what they let the program read."""
    person = fields.get("OpenID") or fields.need("FromUserName")
    scopes = [part for part in fields.get("RevokeInfo").split(",") if part] or [""]
    return [
        ConsentChanged(person, f"authorization:{scope}", given=False, at=at) for scope in scopes
    ]


def session_opened(fields: Fields, at: datetime) -> Sequence[facts.Fact]:
    """kf_create_session: one of the staff began to answer."""
    return [ServiceSession(fields.need("FromUserName"), "opened", fields.get("KfAccount"), at)]


def session_closed(fields: Fields, at: datetime) -> Sequence[facts.Fact]:
    """kf_close_session: one of the staff ended it."""
    return [ServiceSession(fields.need("FromUserName"), "closed", fields.get("KfAccount"), at)]


def session_moved(fields: Fields, at: datetime) -> Sequence[facts.Fact]:
    """kf_switch_session: one of the staff handed over to another."""
    person, giver = fields.need("FromUserName"), fields.get("FromKfAccount")
    return [ServiceSession(person, "moved", giver, at, fields.need("ToKfAccount"))]


def _answers(fields: Fields, at: datetime, folder: str, *, prompt: bool) -> Sequence[facts.Fact]:
    person = fields.need("FromUserName")
    return [
        PromptAnswered(
            person,
            row.need("TemplateId"),
            accepted=row.get("SubscribeStatusString") == "accept",
            at=at,
            prompt=prompt,
        )
        for row in _list(fields, folder)
    ]


def _list(fields: Fields, folder: str) -> list[Fields]:
    """XML puts the rows into a folder named like the event, JSON beside the other fields."""
    return fields.below(folder).rows("List") or fields.rows("List")


def _outcome(code: str) -> OutcomeState:
    if code == "0":
        return "sent"
    return "blocked" if code == "43101" else "failed"

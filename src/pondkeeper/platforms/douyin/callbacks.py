"""Douyin's webhooks (https://developer.open-douyin.com/docs/resource/zh-CN/dop/develop/webhooks)
and the notices of the mini program's guaranteed pay (…/mini-app/develop/server/ecpay).

Both come to one address. Webhooks are sealed in a header with the client secret, notices in their
body with the pay token.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.facts import people as people_facts
from pondkeeper.domain.channels.ports import CallbackRejected, ChannelAccess, SendRefused
from pondkeeper.kit import strict_json
from pondkeeper.platforms.common.settings import need
from pondkeeper.platforms.douyin import pay_notices, seals

_SIGNATURE = "x-douyin-signature"
MESSAGE_KINDS = {
    "text": "text",
    "image": "image",
    "user_local_image": "image",
    "video": "video",
    "user_local_video": "video",
    "emoji": "image",
    "retain_consult_card": "card",
}
_PHONE, _NAME, _CITY = "手机号", "姓名", "城市"
"""How the cells of a filled-in form are labelled."""


class DouyinDoor:
    """Opens what Douyin sends to `/callbacks/{channel key}`."""

    accepted = b'{"err_no":0,"err_tips":"success"}'

    def verify_url(self, access: ChannelAccess, query: Mapping[str, str]) -> str:
        """Refuse: this platform asks by a post."""
        del access, query
        raise CallbackRejected("no_url_check")

    def open(
        self,
        access: ChannelAccess,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        body: bytes,
    ) -> bytes:
        """Return the body as it came, once it fits its seal. Raises CallbackRejected."""
        del query
        if given := headers.get(_SIGNATURE, ""):
            if not seals.same(seals.webhook(_need(access, "client_secret"), body), given):
                raise CallbackRejected("signature")
            return body
        return pay_notices.opened(_need(access, "pay_token"), body)

    def parse(self, plain: bytes) -> list[facts.Fact]:
        """Return one fact. Raises CallbackRejected when the text is not one of the platform."""
        said = _object(plain)
        if "msg" in said and "type" in said:
            return [pay_notices.fact(said)]
        return [_event_fact(_event(said))]


def check(access: ChannelAccess, headers: Mapping[str, str], body: bytes) -> bytes | None:
    """Answer `verify_webhook` with its challenge; None when the body is something else.

    A signature that is there must fit; one that is missing does no harm, as a number is all that
    is ever said back.
    """
    try:
        said = _event(_object(body))
    except CallbackRejected:
        return None
    if said.name != "verify_webhook":
        return None
    given = headers.get(_SIGNATURE, "")
    if given and not seals.same(seals.webhook(_need(access, "client_secret"), body), given):
        raise CallbackRejected("signature")
    challenge = said.content.get("challenge")
    if not isinstance(challenge, int):
        raise CallbackRejected("check")
    return msgspec.json.encode({"challenge": challenge})


@dataclass(frozen=True, slots=True)
class _Event:
    name: str
    sender: str
    content: Mapping[str, Any]


def _need(access: ChannelAccess, name: str) -> str:
    try:
        return need(access, name)
    except SendRefused as refused:
        raise CallbackRejected("settings") from refused


def _object(plain: bytes) -> dict[str, Any]:
    try:
        return strict_json.read(plain, dict[str, Any])
    except msgspec.DecodeError as error:
        raise CallbackRejected("shape") from error


def _event(said: Mapping[str, Any]) -> _Event:
    """`content` is an object in some events and a text that holds one in others."""
    name, content = said.get("event"), said.get("content") or {}
    if not isinstance(name, str):
        raise CallbackRejected("shape")
    if isinstance(content, str):
        content = _object(content.encode())
    if not isinstance(content, dict):
        raise CallbackRejected("shape")
    sender = said.get("from_user_id")
    return _Event(name, sender if isinstance(sender, str) else "", content)


def _event_fact(event: _Event) -> facts.Fact:
    at = _moment(event.content)
    maker = _MAKERS.get(event.name)
    if maker is None or not event.sender:
        missing = ("from_user_id",) if maker else ()
        return facts.UnknownFact(event.name[:120], at, missing=missing)
    try:
        return maker(event, at)
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError, OSError) as wrong:
        return facts.UnknownFact(event.name[:120], at, missing=(str(wrong)[:60],))


def _moment(content: Mapping[str, Any]) -> datetime | None:
    """Seconds or milliseconds since 1970: both are seen."""
    found = content.get("action_time") or content.get("update_time") or content.get("create_time")
    try:
        seconds = int(found or 0)
        seconds = seconds // 1000 if seconds > 10**11 else seconds
        return datetime.fromtimestamp(seconds, UTC) if seconds > 0 else None
    except (ValueError, TypeError, OverflowError, OSError):
        return None


def _at(at: datetime | None) -> datetime:
    if at is None:
        raise KeyError("create_time")
    return at


def _message(event: _Event, at: datetime | None) -> facts.Fact:
    """Somebody wrote; a filled-in form is a lead."""
    content = event.content
    cells = {row["label"]: str(row.get("value") or "") for row in content.get("card_data") or ()}
    if cells.get(_PHONE):
        return people_facts.LeadLeft(
            event.sender,
            "retain_consult_card",
            _at(at),
            cells[_PHONE],
            cells.get(_NAME, ""),
            cells.get(_CITY, ""),
        )
    names = {
        row["open_id"]: str(row.get("nick_name") or "") for row in content.get("user_infos") or ()
    }
    group = event.name == "im_group_receive_msg"
    conversation = _id(content, "conversation_short_id")
    return people_facts.Messaged(
        external_id=event.sender,
        message_id=_id(content, "server_message_id"),
        at=_at(at),
        kind=MESSAGE_KINDS.get(str(content.get("message_type")), "other"),
        text=str(content.get("text") or ""),
        media=str(content.get("resource_url") or content.get("item_id") or ""),
        name=names.get(event.sender, ""),
        group_id=conversation if group else "",
        conversation_id=conversation,
    )


def _id(content: Mapping[str, Any], name: str) -> str:
    found = content[name]
    if not isinstance(found, str) or not found:
        raise TypeError(name)
    return found


def _authorized(event: _Event, at: datetime | None) -> facts.Fact:
    """`auth_status` 1 allows messages of our own accord, anything else takes it back (V1)."""
    until = event.content.get("expire_time")
    return people_facts.ConsentChanged(
        event.sender,
        "im.direct_message",
        given=event.content["auth_status"] == 1,
        at=_at(at),
        until=datetime.fromtimestamp(until, UTC) if isinstance(until, int) and until else None,
    )


def _followed(event: _Event, at: datetime | None) -> facts.Fact:
    """`action_type` 1 follows (V1); other numbers are not known to the pages we read."""
    if event.content.get("action_type") == 1:
        return people_facts.Followed(event.sender, _at(at))
    return facts.UnknownFact(f"{event.name}.{event.content.get('action_type')}", at)


def _lead(event: _Event, at: datetime | None) -> facts.Fact:
    return people_facts.LeadLeft(event.sender, event.name, at)


_MAKERS: dict[str, Callable[[_Event, datetime | None], facts.Fact]] = {
    "im_receive_msg": _message,
    "im_group_receive_msg": _message,
    "im_authorize": _authorized,
    "new_follow_action": _followed,
    "dial_phone": _lead,
    "website_contact": _lead,
    "personal_tab_contact": _lead,
}

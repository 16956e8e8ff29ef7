"""QQ's webhooks:
https://bot.q.qq.com/wiki/develop/api-v2/dev-prepare/interface-framework/event-emit.html and the
pages server-inter/{user/manage,group/manage,message/send-receive}/event.html.
"""

import re
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
from pondkeeper.platforms.qq import seals

EVENT, CHECK = 0, 13
_SAFE = re.compile(r"[0-9A-Za-z_-]{1,128}")


class Payload(msgspec.Struct):
    """The envelope of everything QQ posts."""

    op: int
    d: dict[str, Any] = {}
    t: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class QqDoor:
    """Opens what QQ sends to `/callbacks/{channel key}`; windows in minutes."""

    user_minutes: int
    group_minutes: int
    accepted: bytes = b'{"op":12}'

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
        """Return the body as it came, once its signature fits. Raises CallbackRejected."""
        del query
        timestamp = headers.get("x-signature-timestamp", "")
        signature = headers.get("x-signature-ed25519", "")
        if not seals.fits(_secret(access), timestamp.encode() + body, signature):
            raise CallbackRejected("signature")
        _meant_for(access, headers)
        return body

    def parse(self, plain: bytes) -> list[facts.Fact]:
        """Return one fact. Raises CallbackRejected when the text is not one of the platform."""
        payload = _payload(plain)
        at = _moment(payload.d.get("timestamp"))
        maker = _MAKERS.get(payload.t)
        if payload.op != EVENT or maker is None or at is None:
            return [facts.UnknownFact(_kind(payload), at)]
        try:
            return [maker(self, payload, at)]
        except (KeyError, TypeError, AttributeError) as missing:
            return [facts.UnknownFact(_kind(payload), at, missing=(str(missing)[:60],))]


def check(access: ChannelAccess, headers: Mapping[str, str], body: bytes) -> bytes | None:
    """Answer op 13, the check of our address; None when the body is something else.

    What it asks us to sign must be plain letters: else a stranger could have an event signed and
    post it to us as the platform's.
    """
    try:
        payload = _payload(body)
    except CallbackRejected:
        return None
    if payload.op != CHECK:
        return None
    _meant_for(access, headers)
    token, at = str(payload.d.get("plain_token", "")), str(payload.d.get("event_ts", ""))
    if not _SAFE.fullmatch(token) or not (at.isascii() and at.isdigit()):
        raise CallbackRejected("check")
    signature = seals.sign(_secret(access), (at + token).encode())
    return msgspec.json.encode({"plain_token": token, "signature": signature})


def _secret(access: ChannelAccess) -> str:
    try:
        return need(access, "secret")
    except SendRefused as refused:
        raise CallbackRejected("settings") from refused


def _meant_for(access: ChannelAccess, headers: Mapping[str, str]) -> None:
    named = headers.get("x-bot-appid", "")
    if named and named != access.settings.get("app_id", "").strip():
        raise CallbackRejected("receiver")


def _payload(plain: bytes) -> Payload:
    try:
        return strict_json.read(plain, Payload)
    except msgspec.DecodeError as error:
        raise CallbackRejected("shape") from error


def _moment(at: Any) -> datetime | None:
    """Seconds since 1970, or RFC 3339: events use one, messages the other."""
    try:
        if isinstance(at, str) and not at.isdigit():
            found = datetime.fromisoformat(at)
            return found.astimezone(UTC) if found.tzinfo else None
        return datetime.fromtimestamp(int(at), UTC)
    except (ValueError, TypeError, OverflowError, OSError):
        return None


def _kind(payload: Payload) -> str:
    return (payload.t or f"op{payload.op}")[:120]


def _message(door: QqDoor, payload: Payload, at: datetime) -> facts.Fact:
    media = payload.d.get("attachments") or [{}]
    kind = _media_kind(str(media[0].get("content_type") or ""))
    group = str(payload.d.get("group_openid") or "")
    minutes = door.group_minutes if group else door.user_minutes
    return people_facts.Messaged(
        external_id=_id(payload.d["author"], "member_openid" if group else "user_openid"),
        message_id=_id(payload.d, "id"),
        at=at,
        kind=kind,
        text=str(payload.d.get("content") or "").strip(),
        media=str(media[0].get("url") or ""),
        group_id=group,
        reply_within_s=minutes * 60,
    )


def _id(row: Any, name: str) -> str:
    """Return an id. Raises KeyError or TypeError for anything that is none."""
    found = row[name]
    if not isinstance(found, str) or not found:
        raise TypeError(name)
    return found


def _media_kind(content_type: str) -> str:
    head = content_type.partition("/")[0]
    return head if head in {"image", "video", "voice"} else "other" if head else "text"


def _added(door: QqDoor, payload: Payload, at: datetime) -> facts.Fact:
    seconds = door.user_minutes * 60
    return people_facts.Followed(
        _id(payload.d, "openid"), at, reply_to=payload.id, reply_within_s=seconds
    )


def _removed(door: QqDoor, payload: Payload, at: datetime) -> facts.Fact:
    del door
    return people_facts.Unfollowed(_id(payload.d, "openid"), at)


def _allowed(door: QqDoor, payload: Payload, at: datetime) -> facts.Fact:
    del door
    return people_facts.ConsentChanged(
        _id(payload.d, "openid"), "push", given=True, at=at, reply_to=payload.id
    )


def _rejected(door: QqDoor, payload: Payload, at: datetime) -> facts.Fact:
    del door
    return people_facts.ConsentChanged(_id(payload.d, "openid"), "push", given=False, at=at)


_MAKERS: dict[str, Callable[[QqDoor, Payload, datetime], facts.Fact]] = {
    "C2C_MESSAGE_CREATE": _message,
    "GROUP_AT_MESSAGE_CREATE": _message,
    "FRIEND_ADD": _added,
    "FRIEND_DEL": _removed,
    "C2C_MSG_RECEIVE": _allowed,
    "C2C_MSG_REJECT": _rejected,
}

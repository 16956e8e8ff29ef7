"""Reading what an app tells: bounded, all or nothing, with the app's clock set right."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, get_args

import msgspec

from pondkeeper.domain.channels.tracking import AppEvent
from pondkeeper.platforms.own_app import people
from pondkeeper.platforms.own_app.shapes import Batch, Call, Id, Type

EVENT_BYTES = 32 * 1024
BATCH_BYTES = 500 * 1024
"""Segment's own limits, which its clients keep to."""
LONGEST_ID = 200
LONGEST_NAME = 200
EPOCHS = timedelta(days=36_525)
"""No app's clock is a century off; more cannot be reckoned with."""
NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
TYPES = get_args(Type)
T = TypeVar("T")


class BadEvent(Exception):
    """A call that cannot be kept; the text says which and why, without what it said."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The calls of one request, still without a channel, and the write key if the body had one."""

    calls: tuple[Call, ...]
    sent_at: datetime | None
    write_key: str


def read(kind: str, body: bytes) -> Heard:
    """Read the body of a request to `kind` (a type of call, or 'batch'). Raises BadEvent."""
    if NUL.search(body):
        raise BadEvent("the text holds a NUL character")
    if kind == "batch":
        whole = _decode(body, Batch, "body")
        calls = tuple(_calls(whole))
        return Heard(calls, whole.sent_at, whole.write_key or "")
    if len(body) > EVENT_BYTES:
        raise BadEvent(f"the event is larger than {EVENT_BYTES} bytes")
    call = _decode(body, Call, "body")
    call.type = call.type if kind == "import" else kind  # type: ignore[assignment]
    return Heard((call,), call.sent_at, call.write_key or "")


def events(heard: Heard, channel_id: int, received_at: datetime) -> list[AppEvent]:
    """Return what the calls tell, for a channel, heard at `received_at` (machine time).

    Raises BadEvent, naming the first call that makes no sense.
    """
    return [
        _event(call, f"batch[{place}]", channel_id, _age(call, heard.sent_at, received_at))
        for place, call in enumerate(heard.calls)
    ]


def _calls(whole: Batch) -> Iterator[Call]:
    for place, raw in enumerate(whole.batch):
        if len(raw) > EVENT_BYTES:
            raise BadEvent(f"batch[{place}] is larger than {EVENT_BYTES} bytes")
        call = _decode(raw, Call, f"batch[{place}]")
        if whole.context and call.context is None:
            call.context = whole.context
        yield call


def _decode(text: bytes | msgspec.Raw, shape: type[T], where: str) -> T:
    try:
        return msgspec.json.decode(text, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadEvent(f"{where}: {error}") from error


def _age(call: Call, sent_at: datetime | None, received_at: datetime) -> timedelta:
    """Return how long ago it happened by the app's own clock: sentAt less its own timestamp.

    So a clock that is wrong in both does no harm (https://segment.com/docs/connections/spec/common/,
    timestamps). Without sentAt the app's clock is believed.
    """
    at = call.original_timestamp or call.timestamp
    if at is None:
        return timedelta(0)
    sent = call.sent_at or sent_at or received_at
    return _zoned(sent) - _zoned(at)


def _zoned(at: datetime) -> datetime:
    """Clients that leave the zone out mean UTC."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _event(call: Call, where: str, channel_id: int, age: timedelta) -> AppEvent:
    if call.type not in TYPES:
        raise BadEvent(f"{where}: type must be one of {', '.join(TYPES)}")
    if abs(age) > EPOCHS:
        raise BadEvent(f"{where}: timestamp is a century off")
    user, visitor = _id(call.user_id, where), _id(call.anonymous_id, where)
    if call.type == "alias":
        visitor = _id(call.previous_id, where)
        if not (user and visitor):
            raise BadEvent(f"{where}: alias needs userId and previousId")
    if not (user or visitor):
        raise BadEvent(f"{where}: userId or anonymousId is needed")
    told = AppEvent(
        channel_id=channel_id,
        kind=_kind(call, where),
        age=age,
        user_id=user,
        visitor_id=visitor,
        message_id=_message_id(call.message_id, where),
        props=_props(call, channel_id, where),
    )
    if call.type == "identify" and user:
        return replace(told, details=people.details(call.traits or {}))
    return told


def _kind(call: Call, where: str) -> str:
    if call.type != "track":
        return f"app.{call.type}"
    name = (call.event or "").strip()
    if not name or len(name) > LONGEST_NAME:
        raise BadEvent(f"{where}: track needs an event of 1 to {LONGEST_NAME} characters")
    return f"app.{name}"


def _props(call: Call, channel_id: int, where: str) -> dict[str, Any]:
    """Return what is kept of a call: its own word under `properties` or `traits`, bounded context.

    Names, numbers and addresses of people are not among it: they are kept with the person.
    """
    said = {
        "channel_id": str(channel_id),
        "type": call.type,
        "name": call.name,
        "category": call.category,
        "group_id": _id(call.group_id, where),
        "properties": call.properties,
        "traits": people.without_personal(call.traits or {}),
        "context": people.context(call.context or {}),
    }
    return {key: value for key, value in said.items() if value}


def _id(given: Id, where: str) -> str:
    text = "" if given is None else str(given).strip()
    if len(text) > LONGEST_ID:
        raise BadEvent(f"{where}: an id has more than {LONGEST_ID} characters")
    return text


def _message_id(given: str | None, where: str) -> str:
    return _id(given, where)

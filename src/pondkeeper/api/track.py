"""The tracking door: events of our own apps, in the shape of Segment's HTTP API.

A plain ASGI handler. It takes the write key of a channel (its public key, which opens nothing but
this door), never a cookie, so that any page may send to it. A request is kept whole or not at all,
in one transaction with all others that wait, and only then answered.
"""

import binascii
import zlib
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from weakref import WeakKeyDictionary

from pondkeeper.api.group_writer import GroupWriter, NotKept
from pondkeeper.api.hot import (
    Asgi,
    Receive,
    Refused,
    Reply,
    Scope,
    Send,
    answer,
    body_of,
    headers_of,
    problem,
)
from pondkeeper.api.services import Services
from pondkeeper.domain.channels.access_cache import AccessCache
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.domain.channels.tracking import AppEvent, keep_events
from pondkeeper.kit import ids
from pondkeeper.kit.clock import SystemClock
from pondkeeper.kit.db import Database, Tx
from pondkeeper.platforms.own_app.callbacks import BATCH_BYTES, BadEvent, Heard, events, read

KIND = "own_app"
WITHIN_S = 10.0
CALLS = {
    "track": "track", "t": "track", "identify": "identify", "i": "identify", "page": "page",
    "p": "page", "screen": "screen", "s": "screen", "group": "group", "g": "group",
    "alias": "alias", "a": "alias", "batch": "batch", "b": "batch", "import": "batch",
}
"""Segment's names of calls, and the short ones that its browser and phone clients use."""
PATHS = {f"{prefix}/{name}": kind for prefix in ("/v1", "") for name, kind in CALLS.items()}
BATCH = 2_000
"""Events in one transaction, about."""
MOST_WAITING = 20_000
"""Events that may wait in one process; who comes on top is told to come again."""
ACCEPTED = b'{"success":true}'
JSON = b"application/json"
OPEN_TO_PAGES = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", b"POST, OPTIONS"),
    (b"access-control-allow-headers", b"authorization, content-type"),
    (b"access-control-max-age", b"86400"),
)
TITLE = "The events were not taken."


@dataclass(slots=True)
class Desk:
    """What the door keeps per process: channels by key, and the writer."""

    access: AccessCache
    writer: GroupWriter[list[AppEvent]]


_DESKS: WeakKeyDictionary[Database, Desk] = WeakKeyDictionary()


async def flush(services: Services) -> None:
    """Keep and answer all who wait, then take nobody more: for SIGTERM."""
    await _desk(services).writer.close()


async def track(scope: Scope, receive: Receive, send: Send, services: Services) -> None:
    """Answer POST and OPTIONS on the paths of `PATHS`."""
    try:
        reply = await _reply(scope, receive, services)
    except Refused as refused:
        reply = _problem(refused)
    more = (*reply.more, *OPEN_TO_PAGES)
    await answer(send, Reply(reply.status, reply.body, reply.type, more))


async def _reply(scope: Scope, receive: Receive, services: Services) -> Reply:
    if scope["method"] == "OPTIONS":
        return Reply(204)
    if scope["method"] != "POST":
        raise Refused(405, "method")
    headers = headers_of(scope)
    packed = await body_of(scope, receive, most=BATCH_BYTES, within_s=WITHIN_S)
    body = _unpacked(packed, headers.get("content-encoding", ""))
    heard = _read(PATHS[scope["path"]], body)
    desk = _desk(services)
    access = await _channel(desk, _key_in(headers) or heard.write_key)
    told = _events(heard, access)
    try:
        await desk.writer.write(
            access.workspace_id, told, weight=max(1, len(told)), most=MOST_WAITING
        )
    except NotKept as busy:
        raise Refused(503, "busy") from busy
    return Reply(200, ACCEPTED, JSON)


def _unpacked(body: bytes, encoding: str) -> bytes:
    """Return a body that may be packed; what unpacks to more than a batch may hold is refused."""
    if encoding in {"", "identity"}:
        return body
    if encoding != "gzip":
        raise Refused(415, "encoding", "Only gzip is unpacked.")
    unpacker = zlib.decompressobj(wbits=31)
    try:
        plain = unpacker.decompress(body, BATCH_BYTES)
    except zlib.error as error:
        raise Refused(400, "gzip", "The body is no gzip.") from error
    if unpacker.unconsumed_tail:
        raise Refused(413, "too_large")
    if not unpacker.eof:
        raise Refused(400, "gzip", "The body is no whole gzip.")
    return plain


def _read(kind: str, body: bytes) -> Heard:
    try:
        return read(kind, body)
    except BadEvent as error:
        raise Refused(400, "event", str(error)) from error


def _events(heard: Heard, access: ChannelAccess) -> list[AppEvent]:
    try:
        return events(heard, access.channel_id, SystemClock().real())
    except BadEvent as error:
        raise Refused(400, "event", str(error)) from error


def _key_in(headers: Mapping[str, str]) -> str:
    """Return the user name of Basic authentication, which is the write key."""
    scheme, _, given = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return b64decode(given, validate=True).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError, ValueError) as error:
        raise Refused(401, "write_key", "The write key cannot be read.") from error


async def _channel(desk: Desk, key: str) -> ChannelAccess:
    access = await desk.access.find(key) if ids.plausible(key) else None
    if access is None or access.kind != KIND:
        raise Refused(401, "write_key", "There is no own app with this write key.")
    return access


def _problem(refused: Refused) -> Reply:
    """Render a refusal; `code` and `message` are what Segment's clients print."""
    reply = problem(
        refused, "track", TITLE, code=refused.reason, message=refused.detail or refused.reason
    )
    more = ((b"retry-after", b"1"),) if refused.status == 503 else ()
    return Reply(reply.status, reply.body, reply.type, more)


def _desk(services: Services) -> Desk:
    database = services.database
    if database not in _DESKS:
        writer = GroupWriter(database, _keep, "events_not_kept", batch=BATCH)
        _DESKS[database] = Desk(AccessCache(database), writer)
    return _DESKS[database]


async def _keep(tx: Tx, requests: list[list[AppEvent]]) -> None:
    await keep_events(tx, [event for told in requests for event in told])


def doors(services: Services) -> dict[str, Asgi]:
    """Return the door for each of its paths, for the front."""
    door: Asgi = partial(track, services=services)
    return dict.fromkeys(PATHS, door)

"""The callback door: verified, decrypted in memory, kept sealed, then answered.

A plain ASGI handler: it takes a platform's signature and nothing else, never a cookie. Callers
wait for one writer per process that keeps all who wait in one transaction per workspace.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl
from weakref import WeakKeyDictionary

from pondkeeper.api.callback_replies import MessageReply, answer_to
from pondkeeper.api.callback_writer import CallbackWriter, NotKept
from pondkeeper.api.hot import (
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
from pondkeeper.domain.channels.inbox import Opened
from pondkeeper.domain.channels.ports import CallbackRejected, ChannelAccess, Platform
from pondkeeper.domain.channels.reply_cache import ReplyCache
from pondkeeper.kit import ids
from pondkeeper.kit.db import Database
from pondkeeper.kit.errors import InvalidInput

PREFIX = "/callbacks/"
MAX_BYTES = 1024 * 1024
BODY_WITHIN_S = 4.0
"""Platforms wait five seconds for an answer; a body that trickles longer is not theirs."""


@dataclass(slots=True)
class Desk:
    """What the door keeps per process: channels by key, what answers by itself, the writer."""

    access: AccessCache
    writer: CallbackWriter
    replies: ReplyCache


_DESKS: WeakKeyDictionary[Database, Desk] = WeakKeyDictionary()


def desk_of(services: Services) -> Desk:
    """Return the process's desk, made when first asked for."""
    if services.database not in _DESKS:
        database = services.database
        made = Desk(AccessCache(database), CallbackWriter(database), ReplyCache(database))
        _DESKS[services.database] = made
    return _DESKS[services.database]


async def flush(services: Services) -> None:
    """Keep and answer all who wait, then take nobody more: for SIGTERM."""
    await desk_of(services).writer.close()


async def callbacks(scope: Scope, receive: Receive, send: Send, services: Services) -> None:
    """Answer GET and POST /callbacks/{public key}."""
    try:
        reply = await _reply(scope, receive, services)
    except Refused as refused:
        reply = _problem(refused)
    await answer(send, reply)


async def _reply(scope: Scope, receive: Receive, services: Services) -> Reply:
    if scope["method"] not in {"GET", "POST"}:
        raise Refused(405, "method")
    desk = desk_of(services)
    key = scope["path"].removeprefix(PREFIX)
    access = await desk.access.find(key) if ids.plausible(key) else None
    if access is None:
        raise Refused(404, "channel")
    query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    if scope["method"] == "GET":
        return _echo(services, access, query)
    headers = headers_of(scope)
    body = await body_of(scope, receive, most=MAX_BYTES, within_s=BODY_WITHIN_S)
    if checked := _checked(services, access, headers, body):
        return Reply(200, checked, b"application/json")
    opened = _open(services, access, query, headers, body)
    platform = services.adapters.of(access.kind)
    message = await answer_to(desk.replies, platform, access, query, opened.plain)
    if message is not None:
        opened = replace(opened, reply_rule_id=message.rule_id)
    try:
        await desk.writer.keep(access.workspace_id, opened)
    except NotKept as busy:
        raise Refused(503, "busy") from busy
    return _accepted(platform, message)


def _accepted(platform: Platform, message: MessageReply | None) -> Reply:
    """Answer once the callback is kept: with a message, or so that it is not repeated."""
    if message is not None:
        return Reply(200, message.body, b"text/xml")
    accepted = platform.door.accepted
    return Reply(200, accepted) if accepted else Reply(204)


def _echo(services: Services, access: ChannelAccess, query: Mapping[str, str]) -> Reply:
    try:
        text = services.adapters.of(access.kind).door.verify_url(access, query)
    except (CallbackRejected, InvalidInput) as error:
        raise Refused(403, "not_verified") from error
    return Reply(200, text.encode())


def _checked(
    services: Services, access: ChannelAccess, headers: Mapping[str, str], body: bytes
) -> bytes | None:
    """Answer a check of our address that is posted; nothing is kept of it."""
    check = services.adapters.of(access.kind).posted_check
    if check is None:
        return None
    try:
        return check(access, headers, body)
    except CallbackRejected as error:
        raise Refused(401, "not_verified") from error


def _open(
    services: Services,
    access: ChannelAccess,
    query: Mapping[str, str],
    headers: Mapping[str, str],
    body: bytes,
) -> Opened:
    try:
        door = services.adapters.of(access.kind).door
        return Opened(access.channel_id, door.open(access, query, headers, body))
    except (CallbackRejected, InvalidInput) as error:
        raise Refused(401, "not_verified") from error


def _problem(refused: Refused) -> Reply:
    """Render a refusal; `code` and `message` are what WeChat Pay reads (document 4012791861)."""
    title = "The callback was refused."
    return problem(refused, "callback", title, code="FAIL", message=refused.reason)

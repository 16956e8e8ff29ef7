"""What the plain ASGI doors share: a bounded body read in time, refusals as problems, the answer.

They take a platform's signature or a key of their own, never a cookie; `front.py` measures them.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import msgspec

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Asgi: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Reply:
    """A status, a body, its type and further headers."""

    status: int
    body: bytes = b""
    type: bytes = b"text/plain; charset=utf-8"
    more: Sequence[tuple[bytes, bytes]] = ()


class Refused(Exception):
    """The request is refused with this status, and nothing was done."""

    def __init__(self, status: int, reason: str, detail: str = "") -> None:
        """`reason` is a word of our own; `detail` says more, and never repeats a secret."""
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.detail = detail


async def answer(send: Send, reply: Reply) -> None:
    """Send a reply."""
    headers = [
        (b"content-type", reply.type), (b"content-length", b"%d" % len(reply.body)), *reply.more
    ]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})


def headers_of(scope: Scope) -> dict[str, str]:
    """Return the request's headers, names in lower case."""
    return {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
    }


async def body_of(scope: Scope, receive: Receive, *, most: int, within_s: float) -> bytes:
    """Return the body. Raises Refused when it has more than `most` bytes or trickles."""
    declared = dict(scope["headers"]).get(b"content-length", b"0")
    # Of more digits Python would not even read the number.
    if not declared.isdigit() or len(declared) > 20 or int(declared) > most:
        raise Refused(413, "too_large")
    try:
        async with asyncio.timeout(within_s):
            return await _read(receive, most)
    except TimeoutError as error:
        raise Refused(408, "too_slow") from error


def problem(refused: Refused, door: str, title: str, **more: str) -> Reply:
    """Render a refusal as problem details (RFC 9457); `more` is what the caller's side reads."""
    body = {
        "type": f"/problems/{door}_{refused.reason}",
        "title": title,
        "status": refused.status,
        **({"detail": refused.detail} if refused.detail else {}),
        **more,
    }
    return Reply(refused.status, msgspec.json.encode(body), b"application/problem+json")


async def _read(receive: Receive, most: int) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refused(400, "gone")
        body += message.get("body", b"")
        if len(body) > most:
            raise Refused(413, "too_large")
        if not message.get("more_body", False):
            return bytes(body)

"""From ASGI to our own Request and Answer, and back; how a connection is dropped on purpose."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from pond_emulator.kit.web import Answer, Request

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

MAX_BODY = 20 * 1024 * 1024


class BodyTooLargeError(Exception):
    """More than MAX_BODY bytes were sent."""


async def read_request(scope: Scope, receive: Receive) -> Request:
    """The whole request, body included; raises BodyTooLargeError."""
    headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
    client = scope.get("client") or ("127.0.0.1", 0)
    return Request(
        method=scope["method"],
        path=scope["path"],
        query_string=scope["query_string"].decode("latin-1"),
        headers=headers,
        body=await read_body(receive),
        client=client[0],
        base_url=f"http://{headers.get('host', 'localhost')}",
    )


async def read_body(receive: Receive) -> bytes:
    parts = []
    size = 0
    while True:
        event = await receive()
        part = event.get("body", b"")
        size += len(part)
        if size > MAX_BODY:
            raise BodyTooLargeError
        parts.append(part)
        if not event.get("more_body"):
            return b"".join(parts)


async def write_answer(send: Send, answer: Answer) -> None:
    if answer.drop:
        drop_connection(send)
        return
    headers = [("content-type", answer.content_type), *answer.headers]
    if answer.stream is None:
        headers.append(("content-length", str(len(answer.body))))
    raw = [(k.lower().encode("latin-1"), v.encode("latin-1")) for k, v in headers]
    await send({"type": "http.response.start", "status": answer.status, "headers": raw})
    if answer.stream is None:
        await send({"type": "http.response.body", "body": answer.body})
        return
    async for part in answer.stream:
        await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def drop_connection(send: Send) -> None:
    """Cuts the socket without a word, as a broken network does. ASGI has no word for it, but
    uvicorn's `send` is a method of the object that holds the transport.
    """
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        raise RuntimeError("this server does not let a connection be dropped")
    transport.abort()

"""Asks an ASGI application in this process, as a server would; takes what no client would send."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

App: TypeAlias = Callable[[MutableMapping[str, Any], Any, Any], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request; `path` is decoded, `query` is not."""

    method: str
    path: str
    query: bytes = b""
    headers: Iterable[tuple[bytes, bytes]] = ()
    body: bytes = b""
    parts: int = 1
    """In how many pieces the body comes."""


@dataclass(slots=True)
class Answered:
    status: int = 0
    body: bytearray = field(default_factory=bytearray)


async def ask(app: App, asked: Asked) -> Answered:
    """Return what the application answers; its own exceptions pass."""
    size = max(1, -(-len(asked.body) // asked.parts))
    chunks = [asked.body[at : at + size] for at in range(0, len(asked.body), size)] or [b""]
    messages = [
        {"type": "http.request", "body": chunk, "more_body": place < len(chunks) - 1}
        for place, chunk in enumerate(chunks)
    ]
    answered = Answered()

    async def receive() -> dict[str, Any]:
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        answered.status = message.get("status", answered.status)
        answered.body += message.get("body", b"")

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "scheme": "http",
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 40000),
        "root_path": "",
        "method": asked.method,
        "path": asked.path,
        "raw_path": asked.path.encode("utf-8", "replace"),
        "query_string": asked.query,
        "headers": list(asked.headers),
    }
    await app(scope, receive, send)
    return answered

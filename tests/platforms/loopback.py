"""A small real HTTP server on loopback that answers, stays silent or hangs up as it is told."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query))

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class HangUp(Exception):
    """Raised by an answer: read the request, then close without a word."""


Answer = Callable[[Asked], Awaitable[Reply]]


@dataclass
class Loopback:
    """`answer` is asked for every request; `asked` keeps them all in order."""

    answer: Answer
    base_url: str = ""
    asked: list[Asked] = field(default_factory=list)

    def paths(self) -> list[str]:
        return [one.path for one in self.asked]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            asked = await _read(reader)
            self.asked.append(asked)
            reply = await self.answer(asked)
            head = {**reply.headers, "content-length": str(len(reply.body)), "connection": "close"}
            lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
            writer.write(f"HTTP/1.1 {reply.status} X\r\n{lines}\r\n".encode() + reply.body)
            await writer.drain()
        except HangUp:
            pass
        finally:
            writer.close()


def ok(**body: Any) -> Reply:
    """A WeCom answer with errcode 0."""
    return Reply(json.dumps({"errcode": 0, "errmsg": "ok", **body}).encode())


def refused(code: int, errmsg: str = "no") -> Reply:
    """A WeCom refusal, with the tail the platform adds."""
    text = f"{errmsg}, hint: [1-2-3], from ip: 203.0.113.7, more info at https://x/?e={code}"
    return Reply(json.dumps({"errcode": code, "errmsg": text}).encode())


@asynccontextmanager
async def loopback(answer: Answer) -> AsyncIterator[Loopback]:
    server = Loopback(answer)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    server.base_url = f"http://127.0.0.1:{port}"
    try:
        yield server
    finally:
        listening.close()
        await listening.wait_closed()


async def _read(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    first, *lines = head.rstrip().split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (s.partition(":") for s in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Asked(method, target, headers, body)

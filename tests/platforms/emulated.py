"""The emulator as its own process, and a product that only has doors."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx
from tests.platforms.loopback import Asked, Loopback, Reply, loopback
from tests.support import net

from pondkeeper.domain.channels.facts import Fact
from pondkeeper.domain.channels.ports import CallbackRejected, ChannelAccess, Platform

DEADLINE_S = 60.0
T = TypeVar("T")


@dataclass
class Doors:
    """Answers callbacks for the channels it knows, by path, and keeps the facts in order."""

    channels: dict[str, tuple[Platform, ChannelAccess]] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    plains: set[bytes] = field(default_factory=set)
    rejected: list[str] = field(default_factory=list)

    async def __call__(self, asked: Asked) -> Reply:
        platform, access = self.channels[asked.path]
        if asked.method == "GET":
            return Reply(platform.door.verify_url(access, asked.query).encode())
        try:
            plain = platform.door.open(access, asked.query, asked.headers, asked.body)
        except CallbackRejected as rejected:
            self.rejected.append(rejected.reason)
            return Reply(b"", 401)
        if plain not in self.plains:  # a repeat is sealed anew and opens to the same bytes
            self.plains.add(plain)
            self.facts += platform.door.parse(plain)
        return Reply(platform.door.accepted)

    async def told(self, kind: type[T], count: int = 1) -> T:
        """Wait until `count` facts of `kind` have come; return the last of them."""

        def found() -> list[T]:
            return [fact for fact in self.facts if isinstance(fact, kind)]

        await until(lambda: len(found()) >= count)
        return found()[-1]


@dataclass
class Emulated:
    base_url: str
    control: httpx.AsyncClient
    doors: Doors
    listener: Loopback

    async def do(self, method: str, path: str, body: Any = None) -> Any:
        """Use one of the emulator's own doors; fails loudly."""
        answer = await self.control.request(method, f"/emulator/{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json()


@asynccontextmanager
async def emulated(home: Path) -> AsyncIterator[Emulated]:
    port = net.free_port()
    command = [sys.executable, "-m", "pond_emulator", "serve"]
    options = ["--home", str(home), "--port", str(port), "--transfer-seconds", "0"]
    doors, base_url = Doors(), f"http://127.0.0.1:{port}"
    process = await asyncio.create_subprocess_exec(*command, *options, "--notice-unit", "0.05")
    try:
        async with (
            net.client(base_url) as control,
            loopback(doors) as listener,
        ):
            await _up(control, process)
            yield Emulated(base_url, control, doors, listener)
    finally:
        process.terminate()
        await asyncio.wait_for(process.wait(), DEADLINE_S)


async def until(done: Callable[[], Any]) -> None:
    """Wait for a condition; fail at the deadline."""
    async with asyncio.timeout(DEADLINE_S):
        while not done():  # noqa: ASYNC110  what is waited for happens in another process
            await asyncio.sleep(0.01)


async def _up(control: httpx.AsyncClient, process: asyncio.subprocess.Process) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while True:
            assert process.returncode is None, "the emulator ended at once"
            try:
                await control.get("/emulator/state")
            except httpx.ConnectError:
                await asyncio.sleep(0.05)
            else:
                return

"""A brand on one of the smaller platforms: the emulator in this process, its people, our door."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx
from tests.emulator.stage import open_test_world, served, until
from tests.platforms.cast import MemoryTokens, Pauses, Unmetered
from tests.platforms.loopback import Asked, Loopback, Reply, loopback
from tests.support import net

from pond_emulator.app import App
from pond_emulator.world import World
from pondkeeper.domain.channels.facts import Fact
from pondkeeper.domain.channels.ports import CallbackRejected, ChannelAccess, Platform
from pondkeeper.kit.http import Http
from pondkeeper.platforms.common.ground import Ground
from pondkeeper.platforms.registry import PLATFORMS

T = TypeVar("T")


class RealClock:
    """The machine's time: the emulator's windows run by it. Nobody may ask for business time."""

    def now(self) -> datetime:
        raise AssertionError("a platform asked for business time")

    def real(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class Brand:
    """One app of ours and the channel that speaks for it."""

    world: World
    control: httpx.AsyncClient
    platform: Platform
    tokens: MemoryTokens
    listener: Loopback
    access: ChannelAccess
    app: dict[str, Any]
    facts: list[Fact] = field(default_factory=list)
    plains: set[bytes] = field(default_factory=set)
    refusing: int = 0

    async def do(self, method: str, path: str, body: Any = None) -> Any:
        """Use one of the emulator's own doors; fails loudly."""
        base = f"/emulator/{self.platform.kind}/apps/{self.app['app_id']}"
        answer = await self.control.request(method, f"{base}/{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json()

    async def person(self, name: str = "安然") -> str:
        made = await self.control.post("/emulator/people", json={"name": name})
        return (await self.do("POST", "people", made.json()))["open_id"]

    async def act(self, open_id: str, act: str, **more: Any) -> Any:
        return await self.do("POST", "acts", {"open_id": open_id, "act": act, **more})

    async def code(self, open_id: str, **more: Any) -> str:
        return (await self.do("POST", "codes", {"open_id": open_id, **more}))["code"]

    async def things(self, kind: str) -> list[dict[str, Any]]:
        return (await self.do("GET", f"things/{kind}"))["things"]

    async def calls(self, endpoint: str) -> list[dict[str, Any]]:
        found = await self.control.get("/emulator/record", params={"endpoint": endpoint})
        return found.json()["calls"]

    async def connect(self) -> None:
        """Have the platform check and keep our address."""
        assert (await self.do("PUT", "callback", {"url": f"{self.listener.base_url}/c"}))["ok"]

    async def told(self, kind: type[T], count: int = 1) -> T:
        """Wait until `count` facts of `kind` have come; return the last of them."""

        def found() -> list[T]:
            return [fact for fact in self.facts if isinstance(fact, kind)]

        await until(lambda: len(found()) >= count)
        return found()[-1]

    def with_settings(self, **settings: str) -> ChannelAccess:
        return replace(self.access, settings={**self.access.settings, **settings})

    async def __call__(self, asked: Asked) -> Reply:
        """Our callback door, without its table."""
        if self.refusing:
            self.refusing -= 1
            return Reply(status=503)
        try:
            check = self.platform.posted_check
            checked = check(self.access, asked.headers, asked.body) if check else None
            if checked:
                return Reply(checked)
            door = self.platform.door
            plain = door.open(self.access, asked.query, asked.headers, asked.body)
        except CallbackRejected:
            return Reply(status=401)
        if plain not in self.plains:
            self.plains.add(plain)
            self.facts += door.parse(plain)
        return Reply(door.accepted)


@asynccontextmanager
async def brand_on(home: Path, kind: str, id_name: str, secret_name: str) -> AsyncIterator[Brand]:
    """`id_name` and `secret_name` are the settings that hold the app's id and secret."""
    world = open_test_world(home)
    async with served(App(world)) as base, net.client(base) as control, Http() as http:
        app = (await control.post(f"/emulator/{kind}/apps", json={})).json()
        access = ChannelAccess(
            workspace_id=1,
            channel_id=7,
            kind=kind,
            base_url=base,
            public_key="pk",
            settings={id_name: app["app_id"]},
            secrets={secret_name: app["secret"]},
        )
        tokens = MemoryTokens()
        ground = Ground(http, tokens, RealClock(), Unmetered(), Pauses())
        platform = PLATFORMS[kind](ground)

        async def answer(asked: Asked) -> Reply:
            return await brand(asked)

        async with loopback(answer) as listener:
            brand = Brand(world, control, platform, tokens, listener, access, app)
            yield brand
    world.store.close()

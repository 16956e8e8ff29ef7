"""Strangers at the callback doors: no answer of 500, no hang, and not one row of anything."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any

import asyncpg
import pytest
from tests.api import everything
from tests.platforms.callers import PENS, Post, filled, now
from tests.platforms.cast import MemoryTokens, Unmetered
from tests.platforms.mutation import mutated

from pondkeeper.api.callbacks import PREFIX, callbacks, flush
from pondkeeper.api.console import console
from pondkeeper.api.front import Front
from pondkeeper.api.services import Services
from pondkeeper.domain import channels, staff
from pondkeeper.kit.clock import SystemClock
from pondkeeper.kit.http import Http
from pondkeeper.platforms.registry import PLATFORMS, Ground, build

COUNT = int(os.environ.get("POND_MUTATIONS", "4000"))
SEED = int(os.environ.get("POND_SEED", "20261122"))
FRESH = 2000
"""Posts after which the real ones are signed anew: a signature is good for minutes."""
CPU_S, PATIENCE_S = 2.0, 30.0


@dataclass
class Gate:
    """The product's doors in this process, and the doors' paths by kind of platform."""

    front: Front
    paths: dict[str, str]
    owner_url: str

    async def ask(self, kind: str, post: Post, parts: int = 1) -> int:
        """Post within PATIENCE_S and CPU_S; return the status."""
        began = time.process_time()
        async with asyncio.timeout(PATIENCE_S):
            status = await asked(self.front, self.paths[kind], post, parts)
        assert time.process_time() - began < CPU_S, f"{kind} thinks too long about {post!r:.2000}"
        assert status < 500, f"{status} from {kind} for {post!r:.2000}"
        return status

    async def rows(self) -> dict[str, Any]:
        """Every row of every table, as a sum of each table's text."""
        owner = await asyncpg.connect(self.owner_url)
        try:
            return {
                table: await owner.fetchval(
                    f"select md5(string_agg(t::text, ';' order by t::text)) from {table} t"
                )
                for table in await everything.tables(owner)
            }
        finally:
            await owner.close()


async def asked(front: Front, path: str, post: Post, parts: int) -> int:
    """Speak ASGI as the server would; the body comes in `parts`."""
    size = max(1, -(-len(post.body) // parts))
    chunks = [post.body[at : at + size] for at in range(0, len(post.body), size)] or [b""]
    messages = [
        {"type": "http.request", "body": chunk, "more_body": place < len(chunks) - 1}
        for place, chunk in enumerate(chunks)
    ]
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope = {
        "type": "http",
        "method": post.method,
        "path": path + post.tail,
        "query_string": post.query.encode("latin-1", "replace"),
        "headers": [
            (name.encode(), value.encode("latin-1", "replace"))
            for name, value in post.headers.items()
        ],
    }
    await front(scope, receive, send)
    return statuses[0]


@pytest.fixture
async def gate(database, urls) -> AsyncIterator[Gate]:
    async with Http() as http:
        ground = Ground(http=http, tokens=MemoryTokens(), clock=SystemClock(), quota=Unmetered())
        services = Services(
            database=database,
            http=http,
            adapters=channels.Adapters(build(ground)),
            tokens=channels.Tokens(database),
            public_url="",
            run_kinds={},
        )
        door = partial(callbacks, services=services)
        yield Gate(Front(nobody, door, console), await connected(services), urls.owner)
        await flush(services)


async def nobody(scope: Any, receive: Any, send: Any) -> None:
    """No other door is asked here."""
    del receive, send
    raise AssertionError(f"{scope['path']} is no callback's")


async def connected(services: Services) -> dict[str, str]:
    """A brand with one channel of each kind; the doors' paths."""
    database = services.database
    async with database.tx() as tx:
        account = await staff.create_account(tx, login="lin", name="林", password="long enough pw")
    async with database.tx(account_id=account) as tx:
        await staff.create_workspace(tx, name="拾木", timezone="Asia/Shanghai", account_id=account)
        paths = {}
        for kind in PLATFORMS:
            platform = services.adapters.of(kind)
            settings = PENS[kind].settings if kind in PENS else filled(platform)
            draft = channels.ChannelDraft(kind, "http://127.0.0.1:1", settings)
            made = await channels.add(tx, platform, draft)
            paths[kind] = PREFIX + (await channels.access(tx, made)).public_key
    return paths


def real() -> dict[str, list[Post]]:
    return {kind: PENS[kind].posts(now()) for kind in PLATFORMS if kind in PENS}


async def test_what_the_platforms_really_send_is_taken(gate: Gate) -> None:
    """Else the tests below would show nothing."""
    for kind, posts in real().items():
        for post in posts:
            assert await gate.ask(kind, post) in {200, 204}, f"{kind}: {post!r}"
            assert await gate.ask(kind, post, parts=7) in {200, 204}, f"{kind}: {post!r}"


async def test_what_a_stranger_changes_has_no_effect(gate: Gate) -> None:
    """POND_MUTATIONS posts of POND_SEED, over all platforms; what is real is there before."""
    for kind, posts in real().items():
        for post in posts:
            await gate.ask(kind, post)
    before = await gate.rows()
    random, done = Random(SEED), dict[int, int]()
    while sum(done.values()) < COUNT:
        await some(gate, random, min(FRESH, COUNT - sum(done.values())), done)
    assert await gate.rows() == before
    assert sum(count for status, count in done.items() if status >= 400) > COUNT * 0.5


async def some(gate: Gate, random: Random, count: int, done: dict[int, int]) -> None:
    fresh = real()
    everybodys: Sequence[Post] = [post for posts in fresh.values() for post in posts]
    for _ in range(count):
        kind = random.choice(sorted(gate.paths))
        # Mostly a platform's own posts; now and then another one's, at the wrong door.
        own = fresh.get(kind) if random.random() < 0.9 else None
        post = mutated(random, own or everybodys)
        status = await gate.ask(kind, post, random.choice((1, 1, 1, 3)))
        done[status] = done.get(status, 0) + 1

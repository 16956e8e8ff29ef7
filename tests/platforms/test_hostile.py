"""Strangers at the callback doors: no answer of 500, no hang, and not one row of anything."""

import asyncio
import json
import os
import time
from base64 import b64encode
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from random import Random
from typing import Any
from urllib.parse import parse_qsl

import asyncpg
import pytest
from tests.api import everything
from tests.platforms.callers import PENS, Pen, Post, filled, now
from tests.platforms.cast import MemoryTokens, Unmetered
from tests.platforms.mutation import mutated
from tests.support import asgi

from pondkeeper.api import track
from pondkeeper.api.callbacks import PREFIX, callbacks, flush
from pondkeeper.api.console import console
from pondkeeper.api.front import Front
from pondkeeper.api.services import Services
from pondkeeper.domain import channels, staff
from pondkeeper.domain.channels import inbox
from pondkeeper.domain.channels.ports import CallbackRejected, ChannelAccess, Platform
from pondkeeper.kit.clock import SystemClock
from pondkeeper.kit.db import Database
from pondkeeper.kit.http import Http
from pondkeeper.platforms.inbox import consume
from pondkeeper.platforms.registry import PLATFORMS, Ground, build

COUNT = int(os.environ.get("POND_MUTATIONS", "4000"))
SEED = int(os.environ.get("POND_SEED", "20261122"))
FRESH = 2000
"""Posts after which the real ones are signed anew: a signature is good for minutes."""
ANSWERED = {"not readable", "NotFound: There is no payment of this number."}
CPU_S, PATIENCE_S = 2.0, 30.0


@dataclass
class Gate:
    """The product's doors in this process, and the doors' paths by name."""

    front: Front
    paths: dict[str, str]
    owner_url: str
    services: Services
    workspace_id: int

    async def channels(self) -> dict[str, Any]:
        """The brand's channels by name."""
        async with self.services.database.tx(self.workspace_id) as tx:
            return {row["name"]: row for row in await tx.raw.fetch("select * from channel")}

    def opened(self) -> dict[str, list[Post]]:
        """What each pen's posts say once they are opened, as posts to change."""
        found: dict[str, list[Post]] = {}
        for name, pen in PENS.items():
            platform = self.services.adapters.of(pen.kind)
            access = access_of(platform, pen)
            for post in pen.posts(now()):
                headers = {key.lower(): value for key, value in post.headers.items()}
                with suppress(CallbackRejected):
                    plain = platform.door.open(
                        access, dict(parse_qsl(post.query)), headers, post.body
                    )
                    found.setdefault(name, []).append(Post(plain))
        assert set(found) == set(PENS)
        return found

    async def ask(self, kind: str, post: Post, parts: int = 1) -> int:
        """Post to a door (a name or a path) within PATIENCE_S and CPU_S; return the status."""
        began = time.process_time()
        async with asyncio.timeout(PATIENCE_S):
            status = (await asgi.ask(self.front, self._request(kind, post, parts))).status
        assert time.process_time() - began < CPU_S, f"{kind} thinks too long about {post!r:.2000}"
        assert status < 500, f"{status} from {kind} for {post!r:.2000}"
        return status

    def _request(self, kind: str, post: Post, parts: int) -> asgi.Asked:
        return asgi.Asked(
            post.method,
            self.paths.get(kind, kind) + post.tail,
            post.query.encode("latin-1", "replace"),
            [(name.encode(), value.encode("latin-1", "replace"))
             for name, value in post.headers.items()],
            post.body,
            parts,
        )

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


@pytest.fixture
async def gate(database: Database, urls: Any) -> AsyncIterator[Gate]:
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
        front = Front(nobody, door, console, track.doors(services))
        workspace_id, paths = await connected(services)
        yield Gate(front, paths, urls.owner, services, workspace_id)
        await flush(services)
        await track.flush(services)


def access_of(platform: Platform, pen: Pen) -> ChannelAccess:
    """The channel as the door sees it."""
    secret = {field.name for field in platform.settings_schema if field.secret}
    return ChannelAccess(
        workspace_id=1,
        channel_id=1,
        kind=pen.kind,
        base_url="http://127.0.0.1:1",
        public_key="pk",
        settings={key: text for key, text in pen.settings.items() if key not in secret},
        secrets={key: text for key, text in pen.settings.items() if key in secret},
    )


async def nobody(scope: Any, receive: Any, send: Any) -> None:
    """No other door is asked here."""
    del receive, send
    raise AssertionError(f"{scope['path']} is no callback's")


async def connected(services: Services) -> tuple[int, dict[str, str]]:
    """A brand with a channel for each pen and kind; the doors' paths."""
    database = services.database
    async with database.tx() as tx:
        account = await staff.create_account(tx, login="lin", name="林", password="long enough pw")
    async with database.tx(account_id=account) as tx:
        workspace_id, _ = await staff.create_workspace(
            tx, name="拾木", timezone="Asia/Shanghai", account_id=account
        )
        paths = {}
        for name, (kind, settings) in doors(services).items():
            draft = channels.ChannelDraft(name, "http://127.0.0.1:1", settings)
            made = await channels.add(tx, services.adapters.of(kind), draft)
            paths[name] = PREFIX + (await channels.access(tx, made)).public_key
    return workspace_id, paths


def doors(services: Services) -> dict[str, tuple[str, Mapping[str, str]]]:
    """Kind and settings by name: of every pen, and of each platform without one."""
    bare = set(PLATFORMS) - {pen.kind for pen in PENS.values()}
    return {
        **{name: (pen.kind, pen.settings) for name, pen in PENS.items()},
        **{kind: (kind, filled(services.adapters.of(kind))) for kind in sorted(bare)},
    }


def real() -> dict[str, list[Post]]:
    return {name: pen.posts(now()) for name, pen in PENS.items()}


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


async def test_events_of_an_app_that_make_no_sense_break_nothing(gate: Gate) -> None:
    """An app's write key is in every copy of it: whoever has it may say anything."""
    key = gate.paths["own_app"].removeprefix(PREFIX)
    headers = {"authorization": "Basic " + b64encode(f"{key}:".encode()).decode()}
    posts = [Post(json.dumps(said).encode(), "", headers) for said in (CALL, {"batch": [CALL]})]
    random, taken = Random(SEED), 0
    for _ in range(COUNT // 4):
        post = mutated(random, posts)
        path = random.choice(sorted(track.PATHS))
        taken += await gate.ask(path, replace(post, tail="", method="POST")) < 300
    assert taken > COUNT / 100


CALL = {
    "type": "track", "userId": "u1", "anonymousId": "a1", "event": "looked", "messageId": "m1",
    "timestamp": "2026-03-02T04:00:00Z", "properties": {"price": 49.0, "list": [1, "x", None]},
    "context": {"ip": "1.2.3.4", "traits": {"phone": "13800000001"}}, "traits": {"name": "An"},
}  # fmt: skip


async def test_what_is_signed_and_senseless_is_read_without_a_stumble(gate: Gate) -> None:
    """A platform's own pen may write what no page documents: facts, or a plain refusal."""
    random, read = Random(SEED), 0
    plains = gate.opened()
    for _ in range(COUNT // 4):
        name = random.choice(sorted(plains))
        body = mutated(random, plains[name]).body
        began = time.process_time()
        with suppress(CallbackRejected):
            assert gate.services.adapters.of(PENS[name].kind).door.parse(body)
            read += 1
        assert time.process_time() - began < CPU_S, f"{name} thinks too long about {body!r:.2000}"
    assert read > COUNT / 40


async def test_what_is_signed_and_senseless_is_settled_without_a_failure(gate: Gate) -> None:
    """The same words come into the house: each is done, kept unknown or not readable; none fails."""
    random, plains = Random(SEED), gate.opened()
    ids = {name: row["id"] for name, row in (await gate.channels()).items()}
    letters = [
        inbox.Opened(ids[name], mutated(random, plains[name]).body)
        for name in random.choices(sorted(plains), k=max(400, COUNT // 100))
    ]
    async with gate.services.database.tx(gate.workspace_id) as tx:
        await inbox.keep_many(tx, letters)
    while await consume(gate.services, gate.workspace_id):
        pass
    async with gate.services.database.tx(gate.workspace_id) as tx:
        rows = await tx.raw.fetch("select state, error, sealed from callback")
        failed = [
            (row["error"], tx.keyring.open(row["sealed"], about=inbox.ABOUT))
            for row in rows
            if row["error"] and row["error"] not in ANSWERED
        ]
    assert not failed, "\n".join(f"{error} from {plain!r:.600}" for error, plain in failed)
    assert {"done", "ignored", "failed"} <= {row["state"] for row in rows}


async def some(gate: Gate, random: Random, count: int, done: dict[int, int]) -> None:
    fresh = real()
    everybodys: Sequence[Post] = [post for posts in fresh.values() for post in posts]
    for _ in range(count):
        name = random.choice(sorted(gate.paths))
        # Mostly a platform's own posts; now and then another one's, at the wrong door.
        own = fresh.get(name) if random.random() < 0.9 else None
        post = mutated(random, own or everybodys)
        if name in PENS and PENS[name].open_body:
            post = replace(post, query=post.query.replace("signature=", "signature=0"))
        status = await gate.ask(name, post, random.choice((1, 1, 1, 3)))
        done[status] = done.get(status, 0) + 1

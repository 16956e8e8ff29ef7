"""How long a first comparison of 100,000 friends with WeCom takes, and how many calls it makes.

Members, labels, friends and groups of a company that the emulator keeps, read by the runs the
product itself uses, at the limits the platform documents; then all of it once more, when nothing
is new. The emulator enforces its own copy of those limits: a call too many would be refused.
"""

import argparse
import asyncio
import json
import os
import random
import runpy
import sqlite3
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from pondkeeper.api.services import Services
from pondkeeper.domain import channels, runs
from pondkeeper.kit.clock import SystemClock
from pondkeeper.kit.crypto import Keyring
from pondkeeper.kit.db import Database
from pondkeeper.kit.http import Http
from pondkeeper.migrations.migrate import migrate
from pondkeeper.platforms.registry import Ground, build
from pondkeeper.reactions import REACTIONS, RUN_KINDS
from pondkeeper.runtime.home import Home
from pondkeeper.runtime.postgres import Postgres

STAGE = runpy.run_path(str(Path(__file__).with_name("platforms.py")))
TARGETS = {"first_s": 600.0, "busiest_minute": 10_000}
ROLE = "pond_app"
MEMBERS = 200
WHATS: tuple[channels.What, ...] = ("members", "tags", "friends", "groups")


def main() -> None:
    """Print the figures and, last, one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--friends", type=int, default=100_000)
    friends = parser.parse_args().friends
    with tempfile.TemporaryDirectory(prefix="pond-bench-") as folder:
        Path(folder).chmod(0o711)  # as root, Postgres runs as somebody who must pass through
        postgres = Postgres(Home(Path(folder) / "home").make())
        urls = postgres.start()
        try:
            world = Path(folder) / "world"
            with STAGE["emulator"](world) as address:
                figures = asyncio.run(measure(urls, address, world, friends))
        finally:
            postgres.stop()
    met = all(figures[name] <= most for name, most in TARGETS.items())
    print(json.dumps({"bench": "sync", "figures": figures, "targets": TARGETS, "met": met}))


async def measure(urls: Any, address: str, world: Path, friends: int) -> dict[str, float]:
    await migrate(urls.owner_url, ROLE, now=datetime.now(UTC), steered_from=None)
    keyring = Keyring({1: os.urandom(32)})
    database = Database(urls.database_url, keyring=keyring, reactions=REACTIONS)
    tokens = channels.Tokens(database)
    async with Http() as http, httpx.AsyncClient(base_url=address, timeout=60) as door:
        ground = Ground(
            http=http, tokens=tokens, clock=SystemClock(), quota=channels.Quotas(database)
        )
        platforms = build(ground)
        services = Services(
            database=database, http=http, adapters=channels.Adapters(platforms), tokens=tokens,
            public_url="", run_kinds=RUN_KINDS,
        )
        access = await STAGE["connect"](database, platforms["wecom"], door, urls.owner_url)
        await documented(database, platforms["wecom"], access, door)
        people(world / "emulator.sqlite", access.settings["corp_id"], friends)
        first = await compare_all(services, access)
        again = await compare_all(services, access)
        calls = await recorded(door)
    await database.close()
    print(f"first {first}, again {again}, calls {dict(calls)}")
    read = first["friends"][1]
    if read["read"] != friends or read["added"] != friends or read["unread"]:
        raise SystemExit(f"the comparison is not whole: {read}")
    return {
        "first_s": round(sum(took for took, _ in first.values()), 1),
        "again_s": round(sum(took for took, _ in again.values()), 1),
        "calls": sum(calls.values()),
        "busiest_minute": max(calls.values()),
    }


async def documented(database: Database, platform: Any, access: Any, door: Any) -> None:
    """Both sides keep to the documented limits from here on."""
    async with database.tx(access.workspace_id) as tx:
        await channels.choose(
            tx, access.channel_id, platform.limits, preset="current", counts={}
        )
    await door.post("/emulator/limits", json={"platform": "wecom", "preset": "current"})


def people(store: Path, corpid: str, friends: int) -> None:
    """Friends of 200 members, written behind the emulator's back: by its doors it takes hours."""
    drawn, now = random.Random(1), int(time.time()) - 40 * 86_400
    with sqlite3.connect(store, timeout=60) as db:
        members = [f"m{number:03}" for number in range(MEMBERS)]
        db.executemany(
            "insert into member (corpid, userid, name) values (?, ?, ?)",
            [(corpid, member, f"员{member}") for member in members],
        )
        first = int(db.execute("select coalesce(max(id), 0) + 1 from person").fetchone()[0])
        numbers = range(first, first + friends)
        db.executemany(
            "insert into person (id, name, unionid) values (?, ?, ?)",
            [(number, f"客{number}", f"u{number}") for number in numbers],
        )
        db.executemany(
            "insert into external (corpid, external_userid, person_id, openid)"
            " values (?, ?, ?, ?)",
            [(corpid, f"wm{number:09}", number, f"o{number}") for number in numbers],
        )
        db.executemany(
            "insert into follow (corpid, external_userid, userid, created) values (?, ?, ?, ?)",
            [
                (corpid, f"wm{number:09}", drawn.choice(members), now + number % 86_400)
                for number in numbers
            ],
        )


async def compare_all(services: Any, access: Any) -> dict[str, tuple[float, Any]]:
    """Compare everything once; seconds and result of each."""
    took: dict[str, tuple[float, Any]] = {}
    for what in WHATS:
        started = time.perf_counter()
        async with services.database.tx(access.workspace_id) as tx:
            platform = services.adapters.of("wecom")
            run_id = await channels.sync(tx, platform, access.channel_id, what)
        await runs.consume(services, access.workspace_id)
        async with services.database.tx(access.workspace_id) as tx:
            done = await runs.run(tx, run_id)
        if done["state"] != "done":
            raise SystemExit(f"{what}: {done['state']} {done['error']}")
        took[what] = (round(time.perf_counter() - started, 1), done["result"])
    return took


async def recorded(door: httpx.AsyncClient) -> Counter[str]:
    """Accepted calls by endpoint and minute, by the emulator's own record."""
    calls: Counter[str] = Counter()
    after = 0
    while True:
        page = (await door.get("/emulator/record", params={"after": after, "limit": 1000})).json()
        for call in page["calls"]:
            calls[f"{call['endpoint']} {int(call['at_real']) // 60}"] += 1
            after = call["id"]
        if not page["calls"]:
            return calls


if __name__ == "__main__":
    main()

"""How many calls a second one process makes through the platform layer, and what it weighs.

Token, quota, traces, errors and JSON as in the product; the emulated WeCom beside it answers at
once (its limits are off) and shares the machine. A plain aiohttp loop against the same endpoint,
in the same run, says how much of the time is the layer's own.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import aiohttp
import asyncpg
import httpx
import psutil  # type: ignore[import-untyped]  # its stubs are a package of their own

from pondkeeper.domain import channels
from pondkeeper.domain.channels import quota_choice
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.kit.clock import SystemClock
from pondkeeper.kit.crypto import Keyring
from pondkeeper.kit.db import Database
from pondkeeper.kit.http import Http
from pondkeeper.migrations.migrate import migrate
from pondkeeper.platforms.common import json_calls
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.registry import Ground, build
from pondkeeper.platforms.wecom import client
from pondkeeper.platforms.wecom import endpoints as e
from pondkeeper.runtime.home import Home
from pondkeeper.runtime.postgres import Postgres
from pondkeeper.runtime.product import free_port

TARGETS = {"calls_per_s": 1_500.0}
ROLE = "pond_app"
AT_ONCE = 48
ROUNDS = 3
PLENTY = 10**9


def main() -> None:
    """Print the figures and, last, one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0)
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory(prefix="pond-bench-") as folder:
        Path(folder).chmod(0o711)  # as root, Postgres runs as somebody who must pass through
        postgres = Postgres(Home(Path(folder) / "home").make())
        urls = postgres.start()
        try:
            with emulator(Path(folder) / "world") as address:
                figures = asyncio.run(measure(urls, address, seconds))
        finally:
            postgres.stop()
    met = figures["calls_per_s"] >= TARGETS["calls_per_s"]
    print(json.dumps({"bench": "platforms", "figures": figures, "targets": TARGETS, "met": met}))


@contextmanager
def emulator(home: Path) -> Iterator[str]:
    """Run the emulator as a process of its own; its address."""
    port = free_port(19787)
    command = [sys.executable, "-m", "pond_emulator", "serve", "--port", str(port)]
    process = subprocess.Popen([*command, "--home", str(home)])
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


async def measure(urls: Any, address: str, seconds: float) -> dict[str, float]:
    """Take turns with a plain client, and return the medians."""
    await migrate(urls.owner_url, ROLE, now=datetime.now(UTC), steered_from=None)
    async with connected(urls, address) as (caller, access):
        process = psutil.Process(os.getpid())
        ours, plain = [], []
        token = await caller.manner.dress(access, e.USER_GET, ask())
        for _ in range(ROUNDS):
            ours.append(await rate(lambda: caller.call(access, e.USER_GET, ask()), seconds))
            async with aiohttp.ClientSession(address) as session:
                query = dict(token.query)
                plain.append(await rate(lambda: get(session, query), seconds))  # noqa: B023 - awaited here
        print(f"ours {ours} calls/s, plain client {plain} calls/s")
        return {
            "calls_per_s": round(median(ours), 1),
            "plain_per_s": round(median(plain), 1),
            "share_of_plain": round(median(ours) / median(plain), 3),
            "rss_mb": round(process.memory_info().rss / 2**20, 1),
        }


def ask() -> Any:
    return json_calls.get(e.USER_GET, userid="mei")


async def get(session: aiohttp.ClientSession, query: dict[str, str]) -> None:
    async with session.get(e.USER_GET.path, params=query) as answer:
        assert (await answer.json())["errcode"] == 0


async def rate(call: Callable[[], Awaitable[Any]], seconds: float) -> float:
    """Make calls, 48 at a time, for so long; how many came back each second."""
    until, done = time.perf_counter() + seconds, 0

    async def caller() -> None:
        nonlocal done
        while time.perf_counter() < until:
            await call()
            done += 1

    started = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(AT_ONCE)))
    return round(done / (time.perf_counter() - started), 1)


@asynccontextmanager
async def connected(urls: Any, address: str) -> AsyncIterator[tuple[Caller, ChannelAccess]]:
    """A brand's WeCom account, whose limits an operator has set high."""
    keyring = Keyring({1: os.urandom(32)})
    database = Database(urls.database_url, keyring=keyring)
    quota, tokens = channels.Quotas(database), channels.Tokens(database)
    try:
        async with Http() as http, httpx.AsyncClient(base_url=address) as world:
            ground = Ground(http=http, tokens=tokens, clock=SystemClock(), quota=quota)
            access = await connect(database, build(ground)["wecom"], world, urls.owner_url)
            yield client.build(ground), access
    finally:
        await database.close()


async def connect(
    database: Database, platform: Any, world: httpx.AsyncClient, owner_url: str
) -> ChannelAccess:
    """Make the company at the emulator and its channel here."""
    await answering(world)
    corp = (await world.post("/emulator/corps", json={"name": "bench"})).json()["corpid"]
    app = (await world.post(f"/emulator/corps/{corp}/apps", json={})).json()
    members = {"members": [{"userid": "mei", "name": "梅"}]}
    await world.post(f"/emulator/corps/{corp}/members", json=members)
    await world.post("/emulator/limits", json={"platform": "wecom", "preset": "off"})
    workspace_id = await found(owner_url)
    settings = {
        "corp_id": corp,
        "secret": app["secret"],
        "callback_token": app["token"],
        "encoding_aes_key": app["encoding_aes_key"],
    }
    draft = channels.ChannelDraft("bench", str(world.base_url).rstrip("/"), settings)
    async with database.tx(workspace_id) as tx:
        channel_id = await channels.add(tx, platform, draft)
        counted = [row.rule for row in platform.limits.rows if row.counted]
        plenty = dict.fromkeys(counted, PLENTY)
        await quota_choice.choose(tx, channel_id, platform.limits, preset="current", counts=plenty)
        return await channels.access(tx, channel_id)


async def found(owner_url: str) -> int:
    """A workspace to work in."""
    connection = await asyncpg.connect(owner_url)
    try:
        made = await connection.fetchval(
            "insert into workspace (name, timezone, created_at)"
            " values ('bench', 'Asia/Shanghai', now()) returning id"
        )
        return int(made)
    finally:
        await connection.close()


async def answering(world: httpx.AsyncClient) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                await world.get("/emulator/state")
            except httpx.TransportError:
                await asyncio.sleep(0.1)
            else:
                return


if __name__ == "__main__":
    main()

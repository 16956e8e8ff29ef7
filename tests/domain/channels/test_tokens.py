"""One platform token for all processes: fetched once, renewed once, dropped once."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from pondkeeper.domain import channels
from pondkeeper.domain.channels.ports import SendRefused, Token
from pondkeeper.kit.clock import SystemClock
from pondkeeper.kit.db import Database
from pondkeeper.kit.http import Http
from pondkeeper.platforms.registry import Ground, build

PROCESSES = 6
CALLS_EACH = 4


@pytest.fixture
async def processes(brand, urls, keyring):
    """What several processes have: each its own pool, its own memory, its own client."""
    async with AsyncExitStack() as ending:
        made = []
        for _ in range(PROCESSES):
            database = Database(urls.app, keyring=keyring, pool=3)
            ending.push_async_callback(database.close)
            tokens = channels.Tokens(database)
            http = await ending.enter_async_context(Http())
            platforms = build(
                Ground(
                    http=http, tokens=tokens, clock=SystemClock(), quota=channels.Quotas(database)
                )
            )
            made.append((tokens, platforms["wecom"].members))
        yield made


async def everybody_calls(brand, processes):
    async with brand.tx() as tx:
        access = await channels.access(tx, brand.channel_id)
    calls = [members.list(access) for _, members in processes for _ in range(CALLS_EACH)]
    return await asyncio.gather(*calls)


async def fetched(brand):
    record = await brand.world.do("GET", "record?endpoint=/cgi-bin/gettoken")
    return len(record["calls"])


async def test_many_callers_in_many_processes_fetch_one_token(brand, processes):
    before = await fetched(brand)
    answers = await everybody_calls(brand, processes)
    assert {len(answer) for answer in answers} == {2}
    assert await fetched(brand) - before == 1


async def test_when_the_platform_forgets_it_one_fetches_for_all(brand, processes):
    await everybody_calls(brand, processes)
    before = await fetched(brand)
    await brand.world.do("POST", "tokens/expiry", {})
    await everybody_calls(brand, processes)
    assert await fetched(brand) - before == 1


async def test_a_fetch_that_fails_gives_the_turn_to_the_next(brand, processes):
    async with brand.tx() as tx:
        access = await channels.access(tx, brand.channel_id)
    (first, _), (second, _) = processes[:2]

    async def refused() -> Token:
        raise SendRefused("retry", "-1", "系统繁忙")

    async def good() -> Token:
        return Token("fresh", 7200)

    with pytest.raises(SendRefused):
        await first.get(access, "test", refused)
    assert await second.get(access, "test", good) == "fresh"
    assert await first.get(access, "test", refused) == "fresh"


async def test_an_old_token_that_is_dropped_leaves_the_newer_one(brand, processes):
    async with brand.tx() as tx:
        access = await channels.access(tx, brand.channel_id)
    (first, _), (second, _) = processes[:2]
    fetches = iter(["one", "two", "three"])

    async def fetch() -> Token:
        return Token(next(fetches), 7200)

    assert await first.get(access, "test", fetch) == "one"
    assert await second.get(access, "test", fetch) == "one"
    await first.drop(access, "test", "one")
    assert await first.get(access, "test", fetch) == "two"
    await second.drop(access, "test", "one")  # told late that the first is stale
    assert await second.get(access, "test", fetch) == "two"


async def test_a_token_about_to_end_is_renewed(brand, processes):
    async with brand.tx() as tx:
        access = await channels.access(tx, brand.channel_id)
    fetches = iter([Token("short", 30), Token("long", 7200)])

    async def fetch() -> Token:
        return next(fetches)

    assert await processes[0][0].get(access, "test", fetch) == "short"
    assert await processes[1][0].get(access, "test", fetch) == "long"

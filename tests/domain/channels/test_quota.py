"""One count of the platform's limits over all processes, and nobody passes it by one."""

import asyncio
import base64
import json
import os
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pondkeeper.domain import channels
from pondkeeper.domain.channels import quota_choice
from pondkeeper.domain.channels.ports import Demand, SendRefused
from pondkeeper.kit.clock import SystemClock
from pondkeeper.kit.errors import InvalidInput, NotFound

FOLLOWERS = "/cgi-bin/externalcontact/get_follow_user_list"
MINUTE = "wecom.rate.cgi.minute"
SCRIPT = Path(__file__).with_name("caller_process.py")


async def choose(brand, **counts):
    limits = brand.services.adapters.of("wecom").limits
    async with brand.tx() as tx:
        await quota_choice.choose(
            tx, brand.channel_id, limits, preset="strict", counts=counts["counts"]
        )


async def standing(brand, rule=MINUTE):
    limits = brand.services.adapters.of("wecom").limits
    async with brand.tx() as tx:
        channel = await channels.channel(tx, brand.channel_id)
        found = await quota_choice.standings(tx, channel, limits)
    return next(one for one in found if one.limit.rule == rule)


async def start(brand, urls, keyring) -> asyncio.subprocess.Process:
    keys = json.dumps({n: base64.b64encode(key).decode() for n, key in keyring._keys.items()})
    return await asyncio.create_subprocess_exec(
        sys.executable,
        SCRIPT,
        str(brand.workspace_id),
        str(brand.channel_id),
        env=os.environ | {"DATABASE_URL": urls.app, "POND_KEYS": keys},
        stdout=asyncio.subprocess.PIPE,
    )


async def test_four_processes_share_one_limit_though_one_is_killed(brand, urls, keyring):
    await choose(brand, counts={MINUTE: 300})
    processes = [await start(brand, urls, keyring) for _ in range(4)]
    killed = processes[0]
    await killed.stdout.readline()
    killed.kill()
    said = await asyncio.gather(*(one.communicate() for one in processes))

    record = await brand.world.do("GET", f"record?endpoint={FOLLOWERS}&limit=1000")
    accepted = len(record["calls"])
    told = sum(out.count(b"called") for out, _ in said[1:])
    assert [out.decode().split()[-2:] for out, _ in said[1:]] == [
        ["refused", f"limit:{MINUTE}"] for _ in range(3)
    ]
    assert 240 <= accepted <= 300
    assert told <= accepted
    assert (await standing(brand)).used == 300


@pytest.fixture
async def asking(brand):
    """What asks for calls as a process does, and the access it asks for."""
    async with brand.tx() as tx:
        access = await channels.access(tx, brand.channel_id)
    limits = brand.services.adapters.of("wecom").limits

    async def ask(endpoint="user/get", asker=None):
        asker = asker or channels.Quotas(brand.database)
        await asker.take(access, limits, Demand(endpoint, "base"))
        return asker

    ask.limits, ask.access = limits, access
    return ask


async def test_each_endpoint_is_counted_by_itself(brand, asking):
    await choose(brand, counts={MINUTE: 2})
    for endpoint in ("user/get", "user/list_id"):
        await asking(endpoint)
        await asking(endpoint)
        with pytest.raises(SendRefused) as refused:
            await asking(endpoint)
        assert (refused.value.kind, refused.value.code) == ("quota", f"limit:{MINUTE}")
        assert 1 <= refused.value.wait_s <= 71


async def test_two_apps_of_one_company_share_its_limits(brand, asking):
    await asking()
    other = replace(asking.access, channel_id=999)
    await channels.Quotas(brand.database).take(other, asking.limits, Demand("user/get", "base"))
    assert (await standing(brand)).used == 2


async def test_when_the_platform_says_stop_every_process_stops(brand, asking):
    demand = Demand("user/get", "base")
    asker = await asking()
    said = SendRefused("quota", "45009", "", wait_s=60)
    await asker.hold(asking.access, asking.limits, demand, said)
    for one in (asker, channels.Quotas(brand.database)):
        with pytest.raises(SendRefused) as refused:
            await asking(asker=one)
        assert refused.value.code == "held"
        assert 50 < refused.value.wait_s <= 60
    await asking("user/list_id")


class Later(SystemClock):
    """A machine whose clock is `ahead`."""

    ahead = timedelta()

    def real(self):
        return super().real() + self.ahead


async def test_what_was_taken_and_not_used_dies(brand, asking):
    await choose(brand, counts={MINUTE: 1000})
    clock = Later()
    asker = channels.Quotas(brand.database, clock)
    for _ in range(3):
        await asking(asker=asker)
    assert (await standing(brand)).used == 3
    clock.ahead = timedelta(seconds=1)
    await asking(asker=asker)
    assert (await standing(brand)).used == 7


async def test_only_rules_that_exist_are_overridden(brand):
    with pytest.raises(InvalidInput) as wrong:
        await choose(brand, counts={"wecom.nonsense": 1, MINUTE: -1})
    assert {error.field for error in wrong.value.errors} == {
        "counts.wecom.nonsense",
        f"counts.{MINUTE}",
    }
    await choose(brand, counts={MINUTE: 5})
    assert ((await standing(brand)).amount, (await standing(brand)).own) == (5, True)
    await choose(brand, counts={})
    assert ((await standing(brand)).amount, (await standing(brand)).own) == (10_000, False)
    limits = brand.services.adapters.of("wecom").limits
    async with brand.tx() as tx:
        with pytest.raises(NotFound):
            await quota_choice.choose(tx, 999, limits, preset="current", counts={})

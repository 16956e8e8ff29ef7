"""An import that is killed, cancelled or met by bad luck."""

import asyncio
import os
import signal
import subprocess
import sys
import time

import pytest

from pondkeeper.domain import runs
from pondkeeper.domain.transfer import actions

HEAD = "姓名,手机,会员号\n"
WORKER = """
import asyncio, sys
from pondkeeper.domain import runs
from pondkeeper.domain.transfer import actions
from pondkeeper.kit.crypto import Keyring
from pondkeeper.kit.db import Database
from pondkeeper.reactions import RUN_KINDS

actions.BATCH = 500

class Doors:
    database = Database(sys.argv[1], keyring=Keyring({1: b"k" * 32}))
    run_kinds = RUN_KINDS

asyncio.run(runs.consume(Doors(), 1))
"""


def people(count: int) -> str:
    """A list in which every hundredth row has no number."""
    rows = (
        f"客户{one},{'' if one % 100 == 0 else 13_900_000_000 + one}," for one in range(1, count + 1)
    )
    return HEAD + "\n".join(rows) + "\n"


async def until(question, deadline: float = 60) -> None:
    """Wait for a condition, with a deadline."""
    end = time.monotonic() + deadline
    while not await question():
        assert time.monotonic() < end
        await asyncio.sleep(0.02)


async def test_a_killed_import_goes_on_where_it_stood(brand, urls, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 500)
    run_id = await brand.start(await brand.upload("contacts", people(20_000)))
    command = [sys.executable, "-c", WORKER, urls.app]
    with subprocess.Popen(command, start_new_session=True) as worker:
        async def under_way() -> bool:
            return (await brand.run(run_id))["done"] >= 1_000

        await until(under_way)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    stood = await brand.run(run_id)
    assert stood["state"] == "running"
    assert stood["done"] < 20_000
    contacts = await brand.one("select count(*) from contact")
    assert contacts == stood["done"] - stood["failed"]

    assert not await runs.consume(brand, brand.id)  # the dead worker's lease still holds
    async with brand.database.tx(brand.id) as tx:
        await tx.raw.execute("update run set leased_until = leased_until - interval '2 minutes'")
    await brand.work()
    ended = await brand.run(run_id)
    assert (ended["state"], ended["done"], ended["failed"]) == ("done", 20_000, 200)
    assert ended["result"]["created"] == 19_800
    assert await brand.one("select count(*) from contact") == 19_800
    assert await brand.one("select count(*) from contact_state") == 19_800
    lines = [row.split(",")[0] for row in (await brand.errors(ended))[1:]]
    assert lines == [f"客户{one}" for one in range(100, 20_001, 100)]


async def test_a_cancelled_import_keeps_what_it_had_and_stops(brand, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 100)
    run_id = await brand.start(await brand.upload("contacts", people(2_000)))
    working = asyncio.create_task(brand.work())

    async def begun() -> bool:
        return (await brand.run(run_id))["done"] > 0

    await until(begun)
    async with brand.database.tx(brand.id) as tx:
        await runs.cancel(tx, run_id)
    await working
    stopped = await brand.run(run_id)
    assert stopped["state"] == "cancelled"
    kept = await brand.one("select count(*) from contact")
    assert kept == stopped["done"] - stopped["failed"] < 1_980


@pytest.mark.parametrize("body", ["b" * 200_000, '姓名,手机\n"' + "x" * 200_000])
async def test_a_file_that_can_not_be_read_is_refused_before_it_is_kept(brand, body):
    with pytest.raises(Exception, match="can not be read"):
        await brand.upload("contacts", body)
    assert await brand.one("select count(*) from upload") == 0

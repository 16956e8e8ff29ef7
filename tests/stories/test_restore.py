"""A backup is taken, life goes on, the backup comes back: nothing said twice, no money lost."""

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from tests.conftest import APP_ROLE, FAST
from tests.runtime.helpers import open_to_all
from tests.support import net
from tests.support.pond import Pond, pond, served

from pondkeeper.api.app import build
from pondkeeper.domain import channels, messaging, shop
from pondkeeper.kit.clock import SystemClock
from pondkeeper.kit.crypto import Keyring
from pondkeeper.kit.db import Database
from pondkeeper.migrations.migrate import differences, migrate
from pondkeeper.platforms import inbox
from pondkeeper.reactions import REACTIONS
from pondkeeper.runtime.backup import backup
from pondkeeper.runtime.cluster import Urls
from pondkeeper.runtime.home import Home
from pondkeeper.runtime.postgres import Postgres

BUYERS, GUESTS = 10, 100
WELCOME = "/cgi-bin/externalcontact/send_welcome_msg"


@dataclass
class House:
    """One installation with its own server and keys, and the world around it."""

    home: Home
    urls: Urls
    it: Pond

    async def pond(self, *arguments: str) -> str:
        """Run the command as an operator would; returns what it said."""
        running = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "pondkeeper.cli.main", *arguments),
            env=os.environ | {"POND_HOME": str(self.home.root)},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said = (await running.communicate())[0].decode()
        assert running.returncode == 0, said
        return said

    async def calls(self) -> int:
        """How many welcomes were asked for, by the platform's own record, refused ones too."""
        return len(await self.it.welcomes(accepted=False))

    async def states(self) -> dict[str, int]:
        rows = await self.it.rows("select state, count(*) from delivery group by state")
        return {row["state"]: row["count"] for row in rows}


@pytest.fixture
async def house() -> AsyncIterator[House]:
    with tempfile.TemporaryDirectory(prefix="pond-restore-") as folder:
        home = Home(open_to_all(Path(folder)) / "home").make()
        postgres = Postgres(home, FAST)
        urls = postgres.start()
        try:
            await migrate(urls.owner_url, APP_ROLE, now=SystemClock().real(), steered_from=None)
            Keyring.create_file(home.root)
            keyring = Keyring.from_environment(home.root)
            database = Database(urls.database_url, keyring=keyring, reactions=REACTIONS)
            async with pond(database, urls.owner_url, Path(folder) / "world") as it:
                yield House(home, urls, it)
            await database.close()
        finally:
            postgres.stop()


async def test_what_was_sent_and_paid_since_the_backup_is_neither_doubled_nor_lost(
    house: House,
) -> None:
    it = house.it
    code_id = await it.make_code()
    prepaid = await place_orders(it, code_id)
    before = await house.calls()
    await guests_come_and_nothing_is_sent(it, code_id)
    later = await one_more(it, due_in=timedelta(days=1))
    ticked = await one_more(it)
    archive = house.home.root.parent / "monday.pond"
    await asyncio.to_thread(backup, house.home, house.urls, archive)

    await send_all(it)
    assert await house.calls() == before + GUESTS + 1
    for prepay_id in prepaid:
        await it.world.do("POST", "pay", {"prepay_id": prepay_id})
    await it.until(lambda: quiet(it))
    assert await it.value("select count(*) from \"order\" where state = 'paid'") == BUYERS
    await it.database.close()

    said = await house.pond("restore", str(archive), "--yes")
    assert f"Payments asked after: {BUYERS}; found paid: {BUYERS}; still open: 0." in said
    assert f"{GUESTS + 1} sends fell due since" in said
    assert "Orders placed after the backup are not recoverable" in said
    assert await it.value("select count(*) from \"order\" where state = 'paid'") == BUYERS
    assert await house.states() == {"sent": BUYERS, "unknown": GUESTS + 1, "ready": 1}
    assert await it.value("select epoch from installation") == 2
    assert await differences(house.urls.owner_url) == []

    await it.settle()
    assert await house.calls() == before + GUESTS + 1
    await due_now(it, later)
    await it.settle()
    assert await house.calls() == before + GUESTS + 1, "an earlier epoch is held"
    await it.scan(code_id, "新来的")
    await it.until(lambda: welcomed(it, before + GUESTS + 2))

    async with console(it) as lin:
        held = (await lin.get("/api/restore-hold")).json()
        assert (held["held"], held["epoch"], held["touches"]["count"]) == (True, 2, GUESTS + 1)
        assert held["payments"] == {"queried": BUYERS, "found_paid": BUYERS, "still_open": 0}
        assert {one["finding"] for one in held["touches"]["items"]} == {"unknown"}
        assert (await lin.get("/api/me")).json()["restore_held"]
        answer = await lin.post("/api/restore-hold/release", json={"touch_ids": [ticked]})
        assert answer.json() == {"sent": 1, "dropped": GUESTS}
        assert not (await lin.get("/api/restore-hold")).json()["held"]
        again = await lin.post("/api/restore-hold/release", json={"touch_ids": []})
        assert again.status_code == 409
        audit = (await lin.get("/api/audit")).json()["items"]
        assert "release_hold" in str(audit)
    await it.settle()

    # the new guest, what was due later, what was ticked: and nothing else
    assert await house.calls() == before + GUESTS + 1 + 3
    doubled = await it.world.do("GET", f"record/doubled?endpoint={WELCOME}")
    assert doubled == {"doubled": []}
    assert (await house.states())["unknown"] == GUESTS


async def place_orders(it: Pond, code_id: int) -> list[str]:
    """Ten people come, are welcomed and order; what each would pay with."""
    merchant = await it.world.do(
        "POST", "merchants", {"appids": [it.corpid], "verify_mode": "public_key"}
    )
    settings = {
        "mchid": merchant["mchid"],
        "appid": it.corpid,
        "serial_no": merchant["serial_no"],
        "private_key_pem": merchant["private_key_pem"],
        "apiv3_key": merchant["apiv3_key"],
        "platform_key_id": merchant["platform_public_key_id"],
        "platform_public_key_pem": merchant["platform_public_key_pem"],
    }
    async with it.tx(it.owner) as tx:
        draft = channels.ChannelDraft("微信支付", it.world.base_url, settings)
        await channels.add(tx, it.services.adapters.of("wechat_pay"), draft)
        skus = (shop.SkuDraft("小刷", 14_900, 4_000, 100),)
        await shop.add_product(tx, shop.ProductDraft("拾木刷具", skus))
    sku_id = await it.value("select id from sku")
    for number in range(BUYERS):
        await it.scan(code_id, f"买家{number}")
    await it.until(lambda: welcomed(it, BUYERS))
    return [await order(it, text, sku_id) for text in await welcome_texts(it)]


async def order(it: Pond, text: str, sku_id: int) -> str:
    channel, token = re.search(r"/l/([\w-]+)/([\w.~-]+)", text).groups()  # type: ignore[union-attr]
    customer = await shop.customer_of(it.services, channel, token)
    bought = await shop.buy(
        it.services, customer, lines=[shop.Wanted(sku_id, 1)], coupon_id=None,
        idempotency_key=token[:20],
    )
    assert bought.pay is not None
    return str(bought.pay["package"]).removeprefix("prepay_id=")


async def welcome_texts(it: Pond) -> list[str]:
    return [str(call["body"]) for call in await it.welcomes()]


async def welcomed(it: Pond, count: int) -> bool:
    return len(await it.welcomes(accepted=False)) >= count


async def guests_come_and_nothing_is_sent(it: Pond, code_id: int) -> None:
    """A hundred people scan; their welcomes are made, and the dispatcher has not run yet."""
    await asyncio.gather(*(it.scan(code_id, f"客人{number}") for number in range(GUESTS)))
    async with asyncio.timeout(60):
        while await ready(it) < GUESTS:
            await inbox.consume(it.services, it.workspace_id)
            await it.do_jobs()


async def ready(it: Pond) -> int:
    return int(await it.value("select count(*) from delivery where state = 'ready'"))


async def one_more(it: Pond, due_in: timedelta = timedelta()) -> str:
    """One more message to a guest, without a last moment; its touch's id."""
    async with it.tx() as tx:
        row = await tx.raw.fetchrow(
            "with d as (insert into delivery (workspace_id, channel_id, lane, kind, body,"
            " client_key, epoch, not_before, created_at) values ($1, $2, 'service', 'welcome',"
            ' \'{"welcome_code": "spent", "text": "改天见"}\', gen_random_uuid(), $3, $4, $4)'
            " returning id) insert into touch (workspace_id, contact_id, delivery_id, purpose,"
            " source_kind, source_id, created_at)"
            " select $1, (select max(id) from contact), d.id, 'service', 'test', d.id::text, $4"
            " from d returning id",
            it.workspace_id, it.channel_id, tx.epoch, tx.clock.now() + due_in,
        )
    return str(row["id"])


async def due_now(it: Pond, touch_id: str) -> None:
    """The day comes on which it was due."""
    async with it.tx() as tx:
        await tx.raw.execute(
            "update delivery set not_before = $1 where state = 'ready' and id ="
            " (select delivery_id from touch where id = $2)",
            tx.clock.now(), int(touch_id),
        )


async def send_all(it: Pond) -> None:
    await messaging.consume(it.services, it.workspace_id)
    await messaging.settle(it.services)


async def quiet(it: Pond) -> bool:
    return bool((await it.world.do("GET", "state"))["quiet"])


class console:  # noqa: N801  a context manager named like what it opens
    """Lin's browser, signed in at the brand's console."""

    def __init__(self, it: Pond) -> None:
        self._it = it

    async def __aenter__(self) -> httpx.AsyncClient:
        self._door = served(build(self._it.services))
        address = await self._door.__aenter__()
        self._http = net.client(address)
        login = await self._it.value("select login from staff where name = '林'")
        signed = await self._http.post(
            "/api/sessions", json={"login": login, "password": "a long enough password"}
        )
        self._http.headers["X-CSRF-Token"] = signed.json()["csrf_token"]
        return self._http

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()
        await self._door.__aexit__(None, None, None)

"""A day's bill, from a person who pays at the emulator to the books that agree with it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.domain.offers.cast import steer
from tests.domain.shop.cast import Shop, open_shop
from tests.platforms.cast import MemoryTokens, Unmetered
from tests.platforms.emulated import Emulated, emulated
from tests.platforms.test_pay_against_emulator import merchant

from pondkeeper.domain import runs, shop
from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.actions import ChannelDraft, change
from pondkeeper.domain.channels.ports import ChannelAccess, Platform
from pondkeeper.domain.channels.registry import Adapters
from pondkeeper.domain.shop import billing, jobs
from pondkeeper.domain.shop.payments import as_paid
from pondkeeper.kit.clock import SystemClock
from pondkeeper.kit.http import Http
from pondkeeper.platforms.registry import Ground, build

CHINA = ZoneInfo("Asia/Shanghai")


@dataclass
class Till:
    """A shop whose money goes through the emulated WeChat Pay."""

    shop: Shop
    world: Emulated
    pay: Platform
    access: ChannelAccess
    owner_url: str
    person: int = 0
    run_kinds: Any = field(default_factory=lambda: {"pay.bills": billing.run})

    @property
    def database(self) -> Any:
        return self.shop.database

    @property
    def adapters(self) -> Adapters:
        return self.shop.adapters

    async def known(self, name: str) -> str:
        """A person whom the merchant knows by an openid."""
        assert self.pay.pay_ways
        order = facts.PayOrder("TILL-0001", "找零", 1, "", self.shop.public_url)
        code = await self.pay.pay_ways.native(self.access, order)
        self.person = (await self.world.do("POST", "people", {"name": name}))["person_id"]
        await self.world.do("POST", f"people/{self.person}/pay", {"code": code})
        assert self.pay.pay
        found = await self.pay.pay.query(self.access, order.out_trade_no)
        assert found
        return found.payer_openid

    async def sells(self) -> str:
        """An order, paid at the platform; whose notice goes where nobody listens. Its number."""
        order = await self.shop.place()
        page = await self.shop.prepare(order.id)
        prepay_id = page["package"].removeprefix("prepay_id=")
        await self.world.do("POST", "pay", {"prepay_id": prepay_id})
        return await self.shop.number_of(order.id)

    async def at(self, moment: datetime) -> None:
        """Both clocks stand there; the day's job, the loop and its run do their work."""
        await self.world.do("POST", "clock", {"to": moment.timestamp()})
        await steer(self.owner_url, moment)
        await jobs.expect_bills(self, {"workspace_id": self.shop.brand.id})
        await shop.consume_bills(self, self.shop.brand.id)
        while await runs.consume(self, self.shop.brand.id):
            pass

    async def result(self) -> dict[str, Any]:
        async with self.database.tx(self.shop.brand.id) as tx:
            (found,) = await runs.list_runs(
                tx, state=None, kind="pay.bills", active=False, before_id=None, limit=1
            )
        assert found["state"] == "done", found["error"]
        return dict(found["result"])


@pytest.fixture
async def till(tmp_path: Path, database: Any, urls: Any) -> AsyncIterator[Till]:
    now = datetime.now(UTC)
    await steer(urls.owner, now)
    store = await open_shop(database, urls.owner)
    async with emulated(tmp_path / "world") as world, Http() as http:
        pay = build(Ground(http, MemoryTokens(), SystemClock(), Unmetered()))["wechat_pay"]
        made = await merchant(world, "certificate")
        store.adapters = Adapters({"wechat_pay": pay})
        store.public_url = world.listener.base_url
        async with database.tx(store.brand.id) as tx:
            given = {**made.settings, **made.secrets}
            channel_id = await tx.raw.fetchval("select id from channel")
            await change(tx, pay, channel_id, ChannelDraft("支付", world.base_url, given))
        till = Till(store, world, pay, replace(made, channel_id=channel_id), urls.owner)
        openid = await till.known("安然")
        async with database.tx(store.brand.id) as tx:
            known = f"o-{store.brand.lin}"
            await tx.raw.execute("update identity set key = $1 where key = $2", openid, known)
        yield till


async def test_what_no_notice_told_is_found_in_the_bill(till: Till) -> None:
    await till.world.do("POST", "faults", {"kind": "lost", "prefix": ""})
    told, untold = await till.sells(), await till.sells()
    assert till.pay.pay
    found = await till.pay.pay.query(till.access, told)
    assert found
    async with till.database.tx(till.shop.brand.id) as tx:
        await shop.mark_paid(tx, as_paid(found, datetime.now(UTC)))
    assert await states(till) == {told: "paid", untold: "requested"}
    today = datetime.now(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    await till.at(today + timedelta(days=1, hours=10, minutes=31))
    result = await till.result()
    assert (result["agreed"], result["taken_over"], result["differences"]) == (1, 1, 0)
    assert result["results"][0]["elsewhere"] == 1  # the order of the other till
    assert await states(till) == {told: "paid", untold: "paid"}


async def test_a_new_certificate_of_the_platform_is_kept_on_the_way(till: Till) -> None:
    await till.sells()
    await till.world.do("POST", "pay/certificates")
    before = await till.shop.one("select settings ->> 'platform_certificates_pem' from channel")
    today = datetime.now(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    await till.at(today + timedelta(days=1, hours=11))
    after = await till.shop.one("select settings ->> 'platform_certificates_pem' from channel")
    assert (before.count("BEGIN"), after.count("BEGIN")) == (1, 2)
    await till.world.do("PUT", "pay/certificates")
    await till.at(today + timedelta(days=2, hours=11))
    assert (await till.result())["late"] == {}


async def states(till: Till) -> dict[str, str]:
    return dict(await till.shop.all("select out_trade_no, state from payment"))

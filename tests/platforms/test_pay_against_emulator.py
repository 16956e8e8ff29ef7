"""WeChat Pay over the wire, beyond one order: against an emulator that was written apart."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.platforms.cast import MemoryTokens, Unmetered
from tests.platforms.emulated import Emulated, emulated, until

from pondkeeper.domain.channels import facts as f
from pondkeeper.domain.channels.facts import pay as p
from pondkeeper.domain.channels.ports import ChannelAccess, Pay, Platform, SendRefused
from pondkeeper.domain.channels.ports.pay import Bills, CombinedPay, Payouts, PayWays, Renewal
from pondkeeper.kit.clock import SystemClock
from pondkeeper.kit.http import Http
from pondkeeper.platforms.registry import Ground, build

APPID, MINI = "wxpond0001", "wxmini0001"
BOTH = pytest.mark.parametrize("mode", ["public_key", "certificate"])
CHINA = ZoneInfo("Asia/Shanghai")


class Shop:
    """A merchant on the emulator, with all that its channel can do."""

    def __init__(self, world: Emulated, platform: Platform, access: ChannelAccess) -> None:
        self.world, self.platform, self.access = world, platform, access
        self.notify = f"{world.listener.base_url}/callbacks/pay"
        assert platform.pay
        assert platform.pay_ways
        assert platform.combined_pay
        assert platform.payouts
        assert platform.bills
        assert platform.renewal
        self.pay: Pay = platform.pay
        self.ways: PayWays = platform.pay_ways
        self.combined: CombinedPay = platform.combined_pay
        self.payouts: Payouts = platform.payouts
        self.bills: Bills = platform.bills
        self.renewal: Renewal = platform.renewal

    def order(self, number: str, fen: int = 4900, openid: str = "") -> f.PayOrder:
        return f.PayOrder(number, "豆子, `磨`好的", fen, openid, self.notify)

    async def buys(self, code: str, name: str = "安然") -> int:
        """A person pays by a code, an address or a prepay_id; who it was."""
        person = (await self.world.do("POST", "people", {"name": name}))["person_id"]
        await self.world.do("POST", f"people/{person}/pay", {"code": code})
        return int(person)

    async def sold(self, number: str, fen: int = 4900) -> f.Paid:
        known = sum(isinstance(fact, f.Paid) for fact in self.world.doors.facts)
        await self.buys(await self.ways.native(self.access, self.order(number, fen)))
        return await self.world.doors.told(f.Paid, known + 1)


@pytest.fixture
def mode() -> str:
    """How the platform signs; tests for which it matters name both."""
    return "public_key"


@pytest.fixture
async def shop(tmp_path: Path, mode: str) -> AsyncIterator[Shop]:
    async with emulated(tmp_path / "world") as world, Http() as http:
        platform = build(Ground(http, MemoryTokens(), SystemClock(), Unmetered()))["wechat_pay"]
        access = await merchant(world, mode)
        world.doors.channels = {"/callbacks/pay": (platform, access)}
        yield Shop(world, platform, access)


async def merchant(world: Emulated, mode: str) -> ChannelAccess:
    wanted = {"name": "塘边咖啡", "appids": [APPID, MINI], "verify_mode": mode}
    made = await world.do("POST", "merchants", wanted)
    settings = {"mchid": made["mchid"], "appid": APPID, "serial_no": made["serial_no"]}
    if mode == "public_key":
        settings["platform_key_id"] = made["platform_public_key_id"]
        settings["platform_public_key_pem"] = made["platform_public_key_pem"]
    else:
        settings["platform_certificates_pem"] = made["platform_certificate_pem"]
    secrets = {"private_key_pem": made["private_key_pem"], "apiv3_key": made["apiv3_key"]}
    return ChannelAccess(1, 2, "wechat_pay", world.base_url, "pk", settings, secrets)


@BOTH
async def test_every_way_to_pay_ends_in_the_same_fact(shop: Shop) -> None:
    first = await shop.sold("P1E1X0001")
    assert (first.amount_fen, first.appid) == (4900, APPID)
    url = await shop.ways.h5(shop.access, shop.order("P1E1X0002"), payer_ip="203.0.113.7")
    await shop.buys(url)
    app = await shop.ways.app(shop.access, shop.order("P1E1X0003"))
    await shop.buys(app.prepay_id)
    order = shop.order("P1E1X0004", openid=first.payer_openid)
    page = await shop.ways.mini(shop.access, order, appid=MINI)
    await shop.world.do("POST", "pay", {"prepay_id": page.package.removeprefix("prepay_id=")})
    await shop.world.doors.told(f.Paid, 4)
    for number in range(1, 5):
        found = await shop.pay.query(shop.access, f"P1E1X000{number}")
        assert found
        assert found == await shop.ways.query_transaction(shop.access, found.transaction_id)
        assert found.trade_state == "success"


async def test_two_orders_together_are_two_facts(shop: Shop) -> None:
    parts = tuple(p.CombinedPart(f"P1E1Y{name}", name, 100, name) for name in ("first", "second"))
    order = p.CombinedOrder("C1E1Y0001", parts, shop.notify)
    await shop.buys(await shop.combined.native(shop.access, order))
    await shop.world.doors.told(f.Paid, 2)
    told = [fact for fact in shop.world.doors.facts if isinstance(fact, f.Paid)]
    found = await shop.combined.query(shop.access, "C1E1Y0001")
    assert found
    assert [(one.transaction_id, one.payer_openid) for one in told] == [
        (one.transaction_id, one.payer_openid) for one in found
    ]
    with pytest.raises(SendRefused, match="ORDER_PAID"):
        await shop.combined.close(shop.access, order)
    other = replace(order, out_trade_no="C1E1Y0002", parts=(p.CombinedPart("P1E1Z1", "x", 1, "x"),))
    await shop.combined.h5(shop.access, other, payer_ip="203.0.113.7")
    await shop.combined.close(shop.access, other)
    closed = await shop.combined.query(shop.access, "C1E1Y0002")
    assert closed
    assert closed[0].trade_state == "closed"


@BOTH
async def test_a_person_is_paid_once_however_often_it_is_asked_for(shop: Shop) -> None:
    paid = await shop.sold("P1E1X0001")
    scene = (("活动名称", "老带新"), ("奖励说明", "好友首单"))
    order = p.Transfer(
        "T1E1X0001", paid.payer_openid, 200_000, "1000", "奖励", shop.notify, "安然",
        reported=scene,
    )  # fmt: skip
    await shop.world.do(
        "POST", "faults", {"kind": "drop", "prefix": "/v3/fund-app", "count": 1}
    )
    asked = await shop.payouts.transfer(shop.access, order)
    assert asked.state == "wait_user_confirm"
    person = (await shop.world.do("GET", "people/1"))["person_id"]
    listed = (await shop.world.do("GET", f"people/{person}/transfers"))["transfers"]
    assert [one["package"] for one in listed] == [asked.package]
    await shop.world.do("POST", f"people/{person}/confirm", {"package": asked.package})
    ended = await shop.world.doors.told(p.TransferEnded)
    assert (ended.out_bill_no, ended.state, ended.amount_fen) == ("T1E1X0001", "success", 200_000)
    found = await shop.payouts.query(shop.access, "T1E1X0001")
    assert found
    assert (found.state, found.transfer_bill_no) == ("success", asked.transfer_bill_no)
    with pytest.raises(SendRefused):
        await shop.payouts.cancel(shop.access, "T1E1X0001")
    small = replace(order, out_bill_no="T1E1X0002", amount_fen=30, user_name="")
    await shop.payouts.transfer(shop.access, small)
    assert (await shop.payouts.cancel(shop.access, "T1E1X0002")).state == "canceling"
    ended = await shop.world.doors.told(p.TransferEnded, 2)
    assert ended.state == "cancelled"
    assert await shop.payouts.query(shop.access, "T9") is None


async def test_a_closed_day_is_billed_to_the_fen(shop: Shop) -> None:
    first, second = await shop.sold("P1E1X0001"), await shop.sold("P1E1X0002", 100)
    refund = f.RefundOrder("P1E1X0001", "R1E1X0001", 1000, 4900, "不想要了", shop.notify)
    await shop.pay.refund(shop.access, refund)
    await shop.world.doors.told(f.Refunded)
    day = datetime.now(CHINA).date()
    next_day = datetime(day.year, day.month, day.day, tzinfo=CHINA) + timedelta(days=1)
    await shop.world.do("POST", "clock", {"to": (next_day + timedelta(hours=9)).timestamp()})
    with pytest.raises(SendRefused) as caught:
        await shop.bills.trade_bill(shop.access, day)
    assert (caught.value.kind, caught.value.code) == ("retry", "STATEMENT_CREATING")
    await shop.world.do("POST", "clock", {"to": (next_day + timedelta(hours=11)).timestamp()})
    bill = await shop.bills.trade_bill(shop.access, day)
    assert {(one.kind, one.number, one.amount_fen) for one in bill.lines} == {
        ("payment", "P1E1X0001", 4900),
        ("payment", "P1E1X0002", 100),
        ("refund", "R1E1X0001", 1000),
    }
    by_number = {one.number: one for one in bill.lines}
    assert by_number["P1E1X0001"].at == first.at
    assert by_number["P1E1X0002"].transaction_id == second.transaction_id
    assert (bill.paid_fen, bill.refunded_fen) == (5000, 1000)
    moved = await shop.bills.fund_bill(shop.access, day)
    assert sum(one.amount_fen if one.incoming else -one.amount_fen for one in moved) == (
        5000 - 29 - 1 - 1000 + 6
    )
    empty = await shop.bills.trade_bill(shop.access, day - timedelta(days=1))
    assert empty.lines == ()


async def test_probes_are_refused_and_the_true_notice_is_heard(shop: Shop) -> None:
    await shop.world.do("POST", "faults", {"kind": "probe", "prefix": "TRANSACTION", "count": 1})
    await shop.world.do("POST", "faults", {"kind": "probe", "prefix": "/v3/", "count": 1})
    paid = await shop.sold("P1E1X0001")
    assert paid.out_trade_no == "P1E1X0001"
    assert shop.world.doors.rejected == ["probe"]


async def test_doubled_late_and_overtaken_notices_are_each_one_fact(shop: Shop) -> None:
    for kind in ("twice", "reorder"):
        await shop.world.do("POST", "faults", {"kind": kind, "prefix": "TRANSACTION", "value": 1})
    for number in ("P1E1X0001", "P1E1X0002"):
        await shop.buys(await shop.ways.native(shop.access, shop.order(number)))
    await until(lambda: len(shop.world.listener.asked) >= 4)
    told = [fact for fact in shop.world.doors.facts if isinstance(fact, f.Paid)]
    assert sorted(fact.out_trade_no for fact in told) == ["P1E1X0001", "P1E1X0002"]


@BOTH
async def test_certificates_are_renewed_before_they_are_needed(shop: Shop, mode: str) -> None:
    await shop.world.do("POST", "pay/certificates")
    changed = await shop.renewal.renew(shop.access)
    assert bool(changed) == (mode == "certificate")
    settings = {**shop.access.settings, **changed}
    after = replace(shop.access, settings=settings)
    shop.world.doors.channels["/callbacks/pay"] = (shop.platform, after)
    await shop.world.do("PUT", "pay/certificates")
    assert await shop.pay.query(after, "P9") is None
    await shop.buys(await shop.ways.native(after, shop.order("P1E1X0001")))
    await shop.world.doors.told(f.Paid)

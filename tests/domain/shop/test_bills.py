"""Closed days beside the platform's bills: what agrees, what is taken over, what a person sees."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.domain.offers.cast import NOW, steer
from tests.domain.shop.cast import MCHID, Shop

from pondkeeper.domain import runs, shop
from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.facts.pay import Bill, BillLine
from pondkeeper.domain.channels.ports import SendRefused, SendUnknown
from pondkeeper.domain.channels.registry import Adapters
from pondkeeper.domain.shop import billing
from pondkeeper.domain.shop import jobs as shop_jobs

CHINA = ZoneInfo("Asia/Shanghai")
TODAY = NOW.astimezone(CHINA).date()
NEXT_NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=CHINA) + timedelta(days=1)


@dataclass
class Bills:
    """The platform's bills by day; a day without one is empty, a fault comes once."""

    days: dict[date, list[BillLine]] = field(default_factory=dict)
    faults: list[Exception] = field(default_factory=list)
    asked: list[date] = field(default_factory=list)
    renewed: dict[str, str] = field(default_factory=dict)

    async def trade_bill(self, access: Any, day: date) -> Bill:
        del access
        self.asked.append(day)
        if self.faults:
            raise self.faults.pop(0)
        lines = tuple(self.days.get(day, ()))
        paid = sum(line.amount_fen for line in lines if line.kind == "payment")
        back = sum(line.amount_fen for line in lines if line.kind == "refund")
        return Bill(day, lines, len(lines), paid, back)

    async def fund_bill(self, access: Any, day: date) -> list[Any]:
        raise NotImplementedError

    async def renew(self, access: Any) -> dict[str, str]:
        if isinstance(self.renewed, dict) and self.renewed.get("lost"):
            raise SendUnknown("lost")
        return {k: v for k, v in self.renewed.items() if access.settings.get(k) != v}


@dataclass
class Books:
    """A shop with bills, and the loops that compare them."""

    store: Shop
    bills: Bills
    owner_url: str
    run_kinds: Any = field(default_factory=lambda: {"pay.bills": billing.run})

    @property
    def database(self) -> Any:
        return self.store.database

    @property
    def adapters(self) -> Adapters:
        return self.store.adapters

    @property
    def public_url(self) -> str:
        return self.store.public_url

    async def until(self, at: datetime) -> None:
        """Business time moves on; the day's jobs, the loop and its runs do what they must."""
        await steer(self.owner_url, at)
        await shop_jobs.expect_bills(self, {"workspace_id": self.store.brand.id})
        await self.turn()

    async def turn(self, *, rested: bool = True) -> None:
        if rested:
            async with self.database.tx(self.store.brand.id) as tx:
                await tx.raw.execute("update run set created_at = created_at - interval '30 s'")
        await shop.consume_bills(self, self.store.brand.id)
        while await runs.consume(self, self.store.brand.id):
            pass

    async def days(self) -> list[tuple[Any, ...]]:
        return await self.store.all("select day, state from bill_day order by day")

    async def result(self) -> dict[str, Any]:
        async with self.database.tx(self.store.brand.id) as tx:
            found = await runs.list_runs(
                tx, state=None, kind="pay.bills", active=False, before_id=None, limit=1
            )
        return dict(found[0])

    async def differences(self) -> list[tuple[str, str]]:
        result = (await self.result())["result"]["results"]
        return [(one["kind"], one["number"]) for day in result for one in day["differences"]]

    async def alarms(self) -> int:
        return await self.store.one(
            "select count(*) from notification where kind = 'pay.bill_differs'"
        )


@pytest.fixture
async def books(store: Shop, urls) -> Books:
    bills = Bills()
    async with store.database.tx(store.brand.id) as tx:
        await tx.raw.execute(
            "insert into staff (workspace_id, login, name, role, scope, joined_at)"
            " values ($1, 'an', '安', 'owner', 'all', $2)",
            store.brand.id,
            NOW,
        )
    platform = replace(store.adapters.of("wechat_pay"), bills=bills, renewal=bills)
    store.adapters = Adapters({"wechat_pay": platform})
    return Books(store, bills, urls.owner)


def paid_line(paid: facts.Payment | facts.Paid, **changes: Any) -> BillLine:
    line = BillLine(
        "payment", paid.out_trade_no, paid.transaction_id, paid.out_trade_no, paid.transaction_id,
        paid.amount_fen, "SUCCESS", NOW,
    )  # fmt: skip
    return replace(line, **changes)


def refund_line(refund: facts.Refunding, **changes: Any) -> BillLine:
    line = BillLine(
        "refund", refund.out_refund_no, refund.refund_id, refund.out_trade_no, "4200",
        refund.amount_fen, "PROCESSING", NOW,
    )  # fmt: skip
    return replace(line, **changes)


async def test_a_day_that_agrees_is_compared_once(books: Books) -> None:
    order = await books.store.paid_order()
    paid = books.store.till.orders[await books.store.number_of(order.id)]
    books.bills.days[TODAY] = [paid_line(paid)]
    await books.until(NEXT_NOON)
    assert await books.days() == [(TODAY, "agreed")]
    result = (await books.result())["result"]
    assert (result["agreed"], result["differences"], result["late"]) == (1, 0, {})
    assert result["results"][0]["paid_fen"] == paid.amount_fen
    await books.until(NEXT_NOON)
    assert books.bills.asked == [TODAY]
    assert await books.alarms() == 0


async def test_nothing_is_asked_before_the_bill_is_made(books: Books) -> None:
    await books.until(NEXT_NOON.replace(hour=10, minute=29))
    assert await books.days() == [(TODAY, "waiting")]
    assert books.bills.asked == []
    await books.until(NEXT_NOON.replace(hour=10, minute=30))
    assert await books.days() == [(TODAY, "agreed")]


async def test_days_missed_are_made_up_for(books: Books) -> None:
    await books.until(NEXT_NOON)
    await books.until(NEXT_NOON + timedelta(days=3))
    assert books.bills.asked == [TODAY + timedelta(days=n) for n in range(4)]
    await books.until(NEXT_NOON + timedelta(days=200))
    assert len(await books.days()) == 4 + 89


async def test_runs_rest_between_two_starts_where_weeks_pass_in_a_minute(books: Books) -> None:
    await books.until(NEXT_NOON)
    await steer(books.owner_url, NEXT_NOON + timedelta(days=5))
    await shop_jobs.expect_bills(books, {"workspace_id": books.store.brand.id})
    await books.turn(rested=False)
    assert books.bills.asked == [TODAY]
    await books.turn()
    assert len(books.bills.asked) == 6
    assert (await books.result())["result"]["days"] == 5


async def test_what_we_were_never_told_is_asked_after_and_taken_over(books: Books) -> None:
    order = await books.store.place()
    await books.store.prepare(order.id)
    number = await books.store.number_of(order.id)
    books.store.till.pay(number)  # its notice never came
    books.bills.days[TODAY] = [paid_line(books.store.till.orders[number])]
    await books.until(NEXT_NOON)
    assert await books.store.one('select state from "order"') == "paid"
    result = (await books.result())["result"]
    assert (result["taken_over"], result["differences"]) == (1, 0)
    assert await books.days() == [(TODAY, "agreed")]


async def test_a_payment_the_platform_does_not_know_raises_an_alarm(books: Books) -> None:
    order = await books.store.paid_order()
    number = await books.store.number_of(order.id)
    del books.store.till.orders[number]
    await books.until(NEXT_NOON)
    assert await books.days() == [(TODAY, "differs")]
    assert await books.differences() == [("payment_missing", number)]
    assert await books.alarms() == 1


async def test_a_payment_counted_to_a_neighbouring_day_is_fine(books: Books) -> None:
    await books.store.paid_order()
    await books.until(NEXT_NOON)
    assert await books.days() == [(TODAY, "agreed")]


async def test_another_amount_and_a_number_nobody_has_are_shown(books: Books) -> None:
    order = await books.store.paid_order()
    paid = books.store.till.orders[await books.store.number_of(order.id)]
    lost = "P2z" + "a" * 22
    lines = [
        paid_line(paid, amount_fen=paid.amount_fen + 1),
        paid_line(paid, number=lost, out_trade_no=lost, transaction_id="4200x"),
        paid_line(paid, number="TILL-7", out_trade_no="TILL-7", transaction_id="4200y"),
    ]
    books.bills.days[TODAY] = lines
    await books.until(NEXT_NOON)
    assert await books.differences() == [
        ("payment_amount", paid.out_trade_no),
        ("payment_unknown", lost),
    ]
    assert (await books.result())["result"]["results"][0]["elsewhere"] == 1


async def test_a_payment_that_does_not_fit_is_not_taken(books: Books) -> None:
    order = await books.store.place()
    await books.store.prepare(order.id)
    number = await books.store.number_of(order.id)
    books.store.till.pay(number)
    told = books.store.till.orders[number]
    books.store.till.orders[number] = replace(told, mchid=f"{MCHID}9")
    books.bills.days[TODAY] = [paid_line(told)]
    await books.until(NEXT_NOON)
    assert await books.differences() == [("payment_unfit", number)]
    assert await books.store.one('select state from "order"') == "pending"


async def give_back(books: Books, *, sent: bool) -> tuple[int, str]:
    order = await books.store.paid_order()
    async with books.database.tx(books.store.brand.id) as tx:
        seen = await shop.request_refund(
            tx, order.id, amount_fen=1000, reason="过敏", requested_by="staff", approved=True
        )
    if sent:
        await books.store.orders()
    return order.id, seen.out_refund_no


async def test_a_refund_agrees_and_one_whose_end_was_lost_is_taken_over(books: Books) -> None:
    order_id, number = await give_back(books, sent=True)
    paid = books.store.till.orders[await books.store.number_of(order_id)]
    refund = books.store.till.refunds[number]
    books.bills.days[TODAY] = [paid_line(paid), refund_line(refund)]
    await books.until(NEXT_NOON)
    assert (await books.result())["result"]["agreed"] == 2
    assert await books.differences() == []


async def test_a_refund_accepted_there_and_unsent_here_is_taken_over(books: Books) -> None:
    order_id, number = await give_back(books, sent=False)
    paid = books.store.till.orders[await books.store.number_of(order_id)]
    refund = facts.Refunding(number, f"5000{number}", paid.out_trade_no, "success", 1000, NOW)
    books.store.till.refunds[number] = refund
    books.bills.days[TODAY] = [paid_line(paid), refund_line(refund)]
    await books.until(NEXT_NOON)
    assert await books.store.one("select state from refund") == "success"
    assert (await books.result())["result"]["taken_over"] == 1


async def test_money_given_back_by_hand_at_the_platform_is_shown(books: Books) -> None:
    order = await books.store.paid_order()
    paid = books.store.till.orders[await books.store.number_of(order.id)]
    by_hand = facts.Refunding("HAND-1", "5000x", paid.out_trade_no, "success", 500, NOW)
    elsewhere = replace(by_hand, out_trade_no="TILL-7", out_refund_no="HAND-2")
    books.bills.days[TODAY] = [paid_line(paid), refund_line(by_hand), refund_line(elsewhere)]
    await books.until(NEXT_NOON)
    assert await books.differences() == [("refund_unknown", "HAND-1")]


async def test_a_refund_the_platform_does_not_know_raises_an_alarm(books: Books) -> None:
    order_id, number = await give_back(books, sent=True)
    async with books.database.tx(books.store.brand.id) as tx:
        await shop.mark_refunded(tx, books.store.till.settle(number))
    paid = books.store.till.orders[await books.store.number_of(order_id)]
    books.bills.days[TODAY] = [paid_line(paid)]
    del books.store.till.refunds[number]
    await books.until(NEXT_NOON)
    assert await books.differences() == [("refund_missing", number)]


@pytest.mark.parametrize(
    "trouble",
    [SendRefused("retry", "STATEMENT_CREATING", "账单正在生成"), SendUnknown("lost")],
)
async def test_a_bill_that_is_late_is_fetched_again_later(
    books: Books, trouble: Exception
) -> None:
    books.bills.faults = [trouble]
    await books.until(NEXT_NOON)
    assert await books.days() == [(TODAY, "waiting")]
    assert list((await books.result())["result"]["late"]) == [TODAY.isoformat()]
    await books.turn()
    assert len(books.bills.asked) == 1  # it rests for an hour
    async with books.database.tx(books.store.brand.id) as tx:
        await tx.raw.execute("update bill_day set retry_at = $1", tx.clock.real())
    await books.turn()
    assert await books.days() == [(TODAY, "agreed")]


async def test_nobody_tries_for_ever(books: Books) -> None:
    await steer(books.owner_url, NEXT_NOON)
    await shop_jobs.expect_bills(books, {"workspace_id": books.store.brand.id})
    async with books.database.tx(books.store.brand.id) as tx:
        await tx.raw.execute("update bill_day set attempts = 48")
    await books.turn()
    assert {state for _, state in await books.days()} == {"given_up"}
    assert books.bills.asked == []


async def test_a_killed_run_goes_on_and_counts_no_day_twice(books: Books) -> None:
    await books.until(NEXT_NOON)
    await steer(books.owner_url, NEXT_NOON + timedelta(days=2))
    await shop_jobs.expect_bills(books, {"workspace_id": books.store.brand.id})
    books.bills.faults = [RuntimeError("killed")]
    await books.turn()
    assert (await books.result())["state"] == "failed"
    async with books.database.tx(books.store.brand.id) as tx:
        await tx.raw.execute("update bill_day set retry_at = null")
    await books.turn()
    assert (await books.result())["result"]["days"] == 2
    assert {state for _, state in await books.days()} == {"agreed"}


async def test_what_the_platform_renews_is_kept_with_the_channel(books: Books) -> None:
    books.bills.renewed = {"platform_certificates_pem": "next"}
    await books.until(NEXT_NOON)
    settings = await books.store.one("select settings ->> 'platform_certificates_pem' from channel")
    assert settings == "next"
    books.bills.renewed = {"lost": "1"}
    await books.until(NEXT_NOON + timedelta(days=1))
    assert len(await books.days()) == 2

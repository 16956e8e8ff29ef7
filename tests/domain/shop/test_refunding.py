"""Refunds: never more than was paid, one number each, told by the platform."""

import asyncio

import pytest

from pondkeeper.domain import shop
from pondkeeper.kit.errors import Conflict, InvalidInput, NotFound


async def ask(store, order, amount=None, who="staff:1", *, approved=True, restock=False):
    async with store.database.tx(store.brand.id) as tx:
        return await shop.request_refund(
            tx, order.id, amount_fen=amount, reason="不合适", requested_by=who, approved=approved,
            restock=restock,
        )


async def told(store, refund, state="success"):
    async with store.database.tx(store.brand.id) as tx:
        return await shop.mark_refunded(tx, store.till.settle(refund.out_refund_no, state))


async def test_a_whole_refund_gives_the_coupon_back_and_is_booked_once(store):
    coupon = await store.coupon()
    order = await store.paid_order(coupon_id=coupon)
    refund = await ask(store, order)
    await store.orders()
    assert await store.one("select state from refund") == "processing"
    assert await told(store, refund)
    assert not await told(store, refund)
    assert await store.all('select state, refunded_fen from "order"') == [("refunded", 13_900)]
    assert await store.one("select state from coupon") == "issued"
    assert await store.one("select sum(amount_fen) from ledger_entry") == -4_000
    assert await store.one("select count(*) from event where kind = 'order.refunded'") == 1


async def test_parts_go_back_until_nothing_is_left(store):
    coupon = await store.coupon()
    order = await store.paid_order(coupon_id=coupon)
    first = await ask(store, order, 900)
    await store.orders()
    await told(store, first)
    assert await store.all('select state, refunded_fen from "order"') == [("paid", 900)]
    assert await store.one("select state from coupon") == "used"
    for wrong in (13_001, 14_900):
        with pytest.raises(Conflict):
            await ask(store, order, wrong)
    with pytest.raises(InvalidInput):
        await ask(store, order, 0)
    second = await ask(store, order)
    assert second.amount_fen == 13_000
    await store.orders()
    await told(store, second)
    assert await store.one('select state from "order"') == "refunded"


async def test_requests_at_the_same_moment_never_exceed_what_was_paid(store):
    order = await store.paid_order()

    async def one(number: int) -> int:
        try:
            return (await ask(store, order, 5_000, who=f"staff:{number}")).amount_fen
        except Conflict:
            return 0

    assert sum(await asyncio.gather(*[one(number) for number in range(6)])) == 10_000
    assert await store.one("select sum(amount_fen) from refund") == 10_000


async def test_a_lost_answer_is_asked_again_under_the_same_number(store):
    order = await store.paid_order()
    refund = await ask(store, order)
    store.till.fail_next("refund", "lost")
    await store.orders()
    assert await store.one("select state from refund") == "wire"
    await store.waited()
    await store.orders()
    assert list(store.till.refunds) == [refund.out_refund_no]
    assert store.till.calls.count("refund") == 2


async def test_a_refund_whose_notice_never_comes_is_asked_after(store):
    order = await store.paid_order()
    refund = await ask(store, order)
    await store.orders()
    store.till.settle(refund.out_refund_no)
    await store.waited()
    await store.orders()
    assert await store.all('select state from "order"') == [("refunded",)]


async def test_a_refund_the_platform_refuses_for_good_waits_for_a_person(store):
    order = await store.paid_order()
    await ask(store, order)
    store.till.fail_next("refund", "permanent")
    await store.orders()
    await store.waited()
    await store.orders()
    assert await store.all("select state, error from refund") == [("abnormal", "never")]
    assert store.till.calls.count("refund") == 1


async def test_a_refund_the_platform_closed_can_be_asked_for_again(store):
    order = await store.paid_order()
    first = await ask(store, order)
    await store.orders()
    await told(store, first, "closed")
    second = await ask(store, order)
    assert second.out_refund_no != first.out_refund_no
    assert second.amount_fen == 14_900


async def test_what_a_customer_asks_waits_until_staff_take_it_up(store):
    order = await store.paid_order()
    asked = await ask(store, order, who="customer", approved=False)
    assert (await ask(store, order, who="customer", approved=False)).id == asked.id
    await store.orders()
    assert store.till.refunds == {}
    taken = await ask(store, order, 10_000)
    assert (taken.id, taken.state, taken.amount_fen) == (asked.id, "wire", 10_000)
    await store.orders()
    assert store.till.refunds[asked.out_refund_no].amount_fen == 10_000


async def test_an_order_that_is_not_paid_gives_nothing_back(store):
    with pytest.raises(Conflict):
        await ask(store, await store.place())


@pytest.mark.parametrize("restock, left", [(False, 9), (True, 10)])
async def test_goods_are_for_sale_again_only_when_somebody_says_they_came_back(
    store, restock, left
):
    order = await store.paid_order()
    part = await ask(store, order, 900, restock=True)
    await store.orders()
    await told(store, part)
    stock = "select stock from sku where id = $1"
    assert await store.one(stock, store.brush) == 9  # what is kept in part is kept
    rest = await ask(store, order, restock=restock)
    await store.orders()
    assert await store.one(stock, store.brush) == 9
    await told(store, rest)
    await told(store, rest)
    assert await store.one(stock, store.brush) == left


async def test_staff_decline_what_a_customer_asked_for(store):
    order = await store.paid_order()
    asked = await ask(store, order, who="customer", approved=False)
    async with store.database.tx(store.brand.id) as tx:
        refused = await shop.refuse_refund(tx, order.id, asked.out_refund_no)
    assert refused.state == "closed"
    await store.orders()
    assert store.till.refunds == {}
    for number, error in ((asked.out_refund_no, Conflict), ("Rzunknown", NotFound)):
        with pytest.raises(error):
            async with store.database.tx(store.brand.id) as tx:
                await shop.refuse_refund(tx, order.id, number)
    again = await ask(store, order, who="customer", approved=False)
    assert (again.state, again.amount_fen) == ("requested", 14_900)

"""Being paid: asked for once, granted once, whatever gets lost or comes late."""

import asyncio
from datetime import timedelta

import pytest
from tests.domain.offers.cast import NOW, steer

from pondkeeper.domain import shop
from pondkeeper.domain.shop import PaymentMismatch
from pondkeeper.kit.errors import Conflict, NotFound, Unavailable

LATER = NOW + timedelta(minutes=16)


async def test_a_paid_order_is_granted_once_however_often_it_is_told(store):
    coupon = await store.coupon()
    order = await store.place(coupon_id=coupon)
    page = await store.prepare(order.id)
    assert page["package"].startswith("prepay_id=")
    paid = store.till.pay(await store.number_of(order.id))
    told = await asyncio.gather(*[store.tell(paid) for _ in range(4)])
    assert sorted(told) == [False, False, False, True]
    assert await store.all('select state, paid_fen from "order"') == [("paid", 13_900)]
    entries = await store.all("select kind, amount_fen from ledger_entry order by kind")
    assert entries == [("coupon", -1_000), ("goods", -4_000), ("revenue", 14_900)]
    assert await store.one("select count(*) from event where kind = 'order.paid'") == 1
    assert await store.all("select coupon_id, off_fen from redemption") == [(coupon, 1_000)]


async def test_the_page_gets_the_same_values_again(store):
    order = await store.place()
    first = await store.prepare(order.id)
    assert await store.prepare(order.id) == first
    assert store.till.calls == ["jsapi"]


@pytest.mark.parametrize("how", ["lost", "unreached"])
async def test_a_lost_answer_is_asked_for_again_under_the_same_number(store, how):
    order = await store.place()
    store.till.fail_next("jsapi", how)
    with pytest.raises(Unavailable):
        await store.prepare(order.id)
    number = await store.number_of(order.id)
    assert (await store.prepare(order.id))["package"] == f"prepay_id=wx{number}"
    assert list(store.till.orders) == [number]


async def test_a_refused_attempt_gets_a_number_of_its_own_next_time(store):
    order = await store.place()
    store.till.fail_next("jsapi", "permanent")
    with pytest.raises(Conflict):
        await store.prepare(order.id)
    first = await store.number_of(order.id)
    await store.prepare(order.id)
    assert await store.number_of(order.id) != first


async def test_a_notice_that_does_not_fit_grants_nothing(store):
    order = await store.place()
    await store.prepare(order.id)
    number = await store.number_of(order.id)
    for wrong in (
        {"amount_fen": 1},
        {"mchid": "1900000000"},
        {"appid": "wxother"},
        {"trade_state": "notpay"},
        {"transaction_id": ""},
    ):
        with pytest.raises(PaymentMismatch):
            await store.tell(store.till.pay(number, **wrong))
    with pytest.raises(NotFound):
        await store.tell(store.till.pay(number, out_trade_no="Pzunknown"))
    assert await store.one('select state from "order"') == "pending"
    assert await store.tell(store.till.pay(number))


async def test_money_taken_twice_under_one_number_is_kept_and_goes_back(store):
    order = await store.place()
    await store.prepare(order.id)
    number = await store.number_of(order.id)
    await store.tell(store.till.pay(number))
    for news in (True, False):
        assert await store.tell(store.till.pay(number, transaction_id="another")) is news
    assert not await store.tell(store.till.pay(number))
    captures = "select nth, state, surplus, transaction_id from payment order by nth"
    assert await store.all(captures) == [
        (1, "paid", False, f"4200{number}"), (2, "paid", True, "another"),
    ]
    await store.orders()
    [back] = store.till.asked
    assert (back.transaction_id, back.amount_fen) == ("another", 14_900)
    async with store.database.tx(store.brand.id) as tx:
        await shop.mark_refunded(tx, store.till.settle(back.out_refund_no))
    assert await store.all('select state, refunded_fen from "order"') == [("paid", 0)]
    assert await store.one("select count(*) from ledger_entry where kind = 'refund'") == 0


async def test_a_coupon_of_the_platform_does_not_lower_what_was_sold(store):
    order = await store.place()
    await store.prepare(order.id)
    await store.tell(store.till.pay(await store.number_of(order.id), payer_total_fen=14_000))
    assert await store.one('select paid_fen from "order"') == 14_900
    assert await store.one("select payer_total_fen from payment") == 14_000


async def test_an_unpaid_order_is_closed_at_the_platform_and_then_freed(store, urls):
    coupon = await store.coupon()
    order = await store.place(coupon_id=coupon)
    await store.prepare(order.id)
    await store.orders()
    assert await store.one('select state from "order"') == "pending"
    await steer(urls.owner, LATER)
    await store.orders()
    assert store.till.calls[-2:] == ["query", "close"]
    assert await store.all('select state from "order"') == [("closed",)]
    assert await store.all("select state from payment") == [("closed",)]
    assert await store.one("select stock from sku where id = $1", store.brush) == 10
    assert await store.one("select state from coupon") == "issued"
    with pytest.raises(Conflict):
        await store.prepare(order.id)


async def test_a_payment_made_at_the_last_moment_wins(store, urls):
    order = await store.place()
    await store.prepare(order.id)
    store.till.pay(await store.number_of(order.id))  # and the notice never comes
    await steer(urls.owner, LATER)
    await store.orders()
    assert await store.one('select state from "order"') == "paid"
    assert await store.one("select stock from sku where id = $1", store.brush) == 9


async def test_nothing_is_freed_while_the_platform_does_not_answer(store, urls):
    order = await store.place()
    await store.prepare(order.id)
    await steer(urls.owner, LATER)
    for call in ("query", "close"):
        store.till.fail_next(call, "lost")
        await store.orders()
        assert await store.one('select state from "order"') == "pending"
        assert await store.one("select stock from sku where id = $1", store.brush) == 9
        await store.waited()
    await store.orders()
    assert await store.one('select state from "order"') == "closed"
    assert await store.one("select stock from sku where id = $1", store.brush) == 10


async def test_a_capture_after_the_close_goes_back_by_itself(store, urls):
    order = await store.place()
    await store.prepare(order.id)
    number = await store.number_of(order.id)
    await steer(urls.owner, LATER)
    await store.orders()
    assert await store.tell(store.till.pay(number))
    assert await store.one('select state from "order"') == "closed"
    await store.orders()
    [(refund_no, amount)] = await store.all("select out_refund_no, amount_fen from refund")
    assert amount == 14_900
    async with store.database.tx(store.brand.id) as tx:
        await shop.mark_refunded(tx, store.till.settle(refund_no))
    assert await store.all("select state from refund") == [("success",)]
    assert await store.all('select state, paid_fen, refunded_fen from "order"') == [
        ("closed", 0, 0)
    ]
    assert await store.one("select count(*) from ledger_entry") == 0


async def test_after_a_restore_every_open_payment_is_asked_after(store):
    paid, lost, waiting = [await store.place() for _ in range(3)]
    for order in (paid, waiting):
        await store.prepare(order.id)
    store.till.fail_next("jsapi", "unreached")
    with pytest.raises(Unavailable):
        await store.prepare(lost.id)
    store.till.pay(await store.number_of(paid.id))
    found = await shop.reconcile_payments(store, store.brand.id)
    assert (found.asked, found.paid, found.open, found.absent) == (3, 1, 1, 1)
    assert await store.one('select state from "order" where id = $1', paid.id) == "paid"
    store.till.fail_next("query", "lost")
    again = await shop.reconcile_payments(store, store.brand.id)
    assert (again.asked, again.paid, again.unreached) == (2, 0, 1)

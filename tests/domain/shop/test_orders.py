"""Placing orders: once per key, nothing oversold, free orders paid at once."""

import asyncio

import pytest

from pondkeeper.domain.shop import ProductDraft, SkuDraft, change_product
from pondkeeper.kit.errors import Conflict, InvalidInput


async def test_an_order_keeps_its_prices_and_sets_stock_and_coupon_aside(store):
    coupon = await store.coupon()
    order = await store.place(lines=((store.brush, 2), (store.pencil, 1)), coupon_id=coupon)
    assert (order.list_fen, order.off_fen, order.payable_fen) == (33_750, 1_000, 32_750)
    assert order.cost_fen == 8_900
    assert await store.one("select stock from sku where id = $1", store.brush) == 8
    assert await store.one("select state from coupon") == "locked"
    assert await store.one("select sum(off_fen) from order_discount") == 1_000
    assert await store.all("select kind from event order by id") == [
        ("coupon.issued",),
        ("order.placed",),
    ]


async def test_the_same_key_is_the_same_order(store):
    first = await store.place(key="double click")
    assert await store.place(key="double click") == first
    other = await store.place(store.brand.mei, key="double click")
    assert other.id != first.id
    assert await store.one("select stock from sku where id = $1", store.brush) == 8


async def test_the_same_key_at_the_same_moment_is_one_order(store):
    placed = await asyncio.gather(*[store.place(key="double click") for _ in range(6)])
    assert len({order.id for order in placed}) == 1
    assert await store.one("select stock from sku where id = $1", store.brush) == 9


async def test_nothing_is_oversold(store):
    async def buy(number: int) -> bool:
        try:
            await store.place(key=str(number))
        except Conflict as error:
            return error.code != "sold_out"
        return True

    bought = await asyncio.gather(*[buy(number) for number in range(24)])
    assert sum(bought) == 10
    assert await store.one("select stock from sku where id = $1", store.brush) == 0
    assert await store.one('select count(*) from "order"') == 10


async def test_one_coupon_serves_one_order(store):
    coupon = await store.coupon()

    async def buy(number: int) -> bool:
        try:
            await store.place(key=str(number), coupon_id=coupon)
        except Conflict:
            return False
        return True

    assert sum(await asyncio.gather(*[buy(number) for number in range(5)])) == 1
    assert await store.one("select stock from sku where id = $1", store.brush) == 9


async def test_a_coupon_of_somebody_else_or_below_its_threshold_is_refused(store):
    coupon = await store.coupon(store.brand.mei)
    with pytest.raises(Conflict) as refused:
        await store.place(coupon_id=coupon)
    assert refused.value.code == "coupon_unusable"
    own = await store.coupon(threshold_fen=20_000)
    with pytest.raises(Conflict) as short:
        await store.place(coupon_id=own)
    assert short.value.code == "coupon_threshold"


async def test_a_free_order_is_paid_at_once_without_asking_anybody(store):
    coupon = await store.coupon(value_fen=20_000, threshold_fen=0)
    order = await store.place(coupon_id=coupon)
    assert (order.state, order.payable_fen, order.paid_fen) == ("paid", 0, 0)
    assert await store.prepare(order.id) is None
    assert store.till.calls == []
    assert await store.one("select state from coupon") == "used"
    entries = await store.all("select kind, amount_fen from ledger_entry order by kind")
    assert entries == [("coupon", -14_900), ("goods", -4_000), ("revenue", 14_900)]


async def test_carts_that_make_no_sense_are_refused(store):
    for lines in ((), ((store.brush, 0),), ((store.brush, 100),)):
        with pytest.raises(InvalidInput):
            await store.place(lines=lines)
    with pytest.raises(Conflict):
        await store.place(lines=((9_999, 1),))


async def test_an_order_keeps_the_price_it_was_placed_at(store):
    order = await store.place()
    async with store.database.tx(store.brand.id) as tx:
        product_id = await tx.raw.fetchval("select id from product")
        dearer = (SkuDraft("小刷", 19_900, 4_000, 5, store.brush),)
        await change_product(tx, product_id, ProductDraft("拾木刷具", dearer))
    assert await store.place(key="key-1") == order
    assert (await store.place()).payable_fen == 19_900

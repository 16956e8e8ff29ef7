"""Products, offers, orders and costs through the console's doors."""

from datetime import timedelta
from typing import Any

import pytest
from tests.api.conftest import Person, served
from tests.domain.shop.cast import Shop, open_shop
from tests.support import net

from pondkeeper.api.app import build
from pondkeeper.domain import shop, staff

PRODUCT = {"name": "粉底液", "state": "on_sale", "skus": [{"name": "自然色", "price_fen": 9_900}]}
OFFER = {
    "title": "新人立减", "value_fen": 500, "threshold_fen": 0, "valid_days": 7, "per_contact": 1,
    "state": "draft",
}


@pytest.fixture
async def store(database, urls) -> Shop:
    return await open_shop(database, urls.owner)


@pytest.fixture
async def till(store: Shop, services, database):
    """Lin's browser at the shop's own brand, with a pay platform in memory behind the doors."""
    services.adapters = store.adapters
    async with database.tx() as tx:
        account = await staff.create_account(
            tx, login="lin", name="林", password="a long enough password"
        )
    async with database.tx(store.brand.id, account_id=account) as tx:
        await tx.raw.execute(
            "insert into staff (workspace_id, account_id, login, name, role, scope, joined_at)"
            " values ($1, $2, 'lin', '林', 'owner', 'all', $3)",
            store.brand.id, account, tx.clock.now(),
        )
    async with served(build(services)) as url, net.client(url) as http:
        lin = Person(http)
        assert (await lin.sign_in("lin")).status_code == 201
        yield lin


async def made(person: Person, path: str, body: Any) -> Any:
    answer = await person.send("POST", path, body)
    assert answer.status_code in {201, 202}, answer.text
    return answer.json()


async def test_a_product_is_made_pictured_and_taken_off_sale(owner):
    picture = "https://img.example.com/a.jpg"
    product = await made(owner, "/api/products", PRODUCT | {"image_url": picture})
    assert (product["image_url"], product["skus"][0]["stock"]) == (picture, None)
    path, [sku] = f"/api/products/{product['id']}", product["skus"]
    change = PRODUCT | {"state": "off_sale", "skus": [sku | {"stock": 3, "cost_fen": 100}]}
    changed = (await owner.send("PUT", path, change)).json()
    assert (changed["state"], changed["image_url"]) == ("off_sale", picture)
    assert [(one["id"], one["stock"]) for one in changed["skus"]] == [(sku["id"], 3)]
    bare = (await owner.send("PUT", path, change | {"image_url": None})).json()
    assert bare["image_url"] is None
    assert (await owner.get("/api/products")).json()["items"] == [bare]


@pytest.mark.parametrize(
    "wrong, status",
    [
        ({"name": " "}, 422),
        ({"state": "gone"}, 422),
        ({"skus": []}, 422),
        ({"skus": [{"name": "", "price_fen": -1}]}, 422),
        ({"skus": [{"name": "", "price_fen": 1, "id": "999"}]}, 404),
        ({"image_url": "javascript:alert(1)"}, 422),
        ({"name": PRODUCT["name"]}, 409),
    ],
)
async def test_a_product_that_makes_no_sense_is_refused(owner, wrong, status):
    await made(owner, "/api/products", PRODUCT)
    mine_as_is = PRODUCT | {"name": "别的"}
    mine = await made(owner, "/api/products", mine_as_is)
    answer = await owner.send("PUT", f"/api/products/{mine['id']}", mine_as_is | wrong)
    assert answer.status_code == status, answer.text


async def test_an_offer_lives_pauses_and_ends(owner):
    offer = await made(owner, "/api/offers", OFFER)
    assert (offer["state"], offer["total"], offer["issued"]) == ("draft", None, 0)
    path = f"/api/offers/{offer['id']}"
    for state in ("active", "draft", "active", "ended"):
        changed = await owner.send("PUT", path, OFFER | {"state": state, "total": 10})
        assert (changed.json()["state"], changed.json()["total"]) == (state, 10), changed.text
    again = await owner.send("PUT", path, OFFER | {"state": "active"})
    assert again.status_code == 409
    for wrong in ({"value_fen": 0}, {"valid_days": 0}, {"per_contact": 0}, {"state": "x"}):
        answer = await owner.send("POST", "/api/offers", OFFER | {"title": "别的"} | wrong)
        assert answer.status_code == 422, (wrong, answer.text)
    assert (await owner.send("PUT", "/api/offers/999", OFFER)).status_code == 404


async def test_what_a_source_cost_is_written_down(owner):
    source = await made(owner, "/api/sources", {"name": "包裹卡", "kind": "parcel"})
    path = f"/api/sources/{source['id']}/costs"
    cost = {"amount_fen": 12_345, "day": "2026-03-01", "kind": "bait", "note": "小样"}
    kept = await made(owner, path, cost)
    assert (await owner.get(path)).json()["items"] == [kept]
    assert kept | cost == kept
    keyed = cost | {"idempotency_key": "week 9"}
    once = await made(owner, path, keyed)
    assert await made(owner, path, keyed) == once
    assert await made(owner, path, keyed | {"amount_fen": 1}) == once
    assert await made(owner, path, keyed | {"kind": "ads"}) != once
    assert len((await owner.get(path)).json()["items"]) == 3
    for wrong in (
        {"amount_fen": 0}, {"kind": "x"}, {"day": "yesterday"}, {"idempotency_key": ""},
    ):
        answer = await owner.send("POST", path, cost | wrong)
        assert answer.status_code in {400, 422}, (wrong, answer.text)


async def test_orders_are_filtered_paged_and_sorted(till, store):
    paid = await store.paid_order()
    small = await store.place(store.brand.mei, lines=((store.pencil, 1),))
    closed = await store.place(store.brand.tao)
    async with store.database.tx(store.brand.id) as tx:
        await shop.close_order(tx, closed.id)
        await tx.raw.execute(
            'update "order" set placed_at = placed_at - $1::interval where id = $2',
            timedelta(days=3), small.id,
        )

    async def found(**query: Any) -> list[int]:
        answer = await till.get("/api/orders", **query)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        assert page["count"] == len(page["items"]) or "limit" in query
        return [int(row["id"]) for row in page["items"]]

    assert await found(sort="created_at") == [small.id, paid.id, closed.id]
    assert await found(sort="-total_fen") == [closed.id, paid.id, small.id]
    for state, order in (("paid", paid), ("unpaid", small), ("closed", closed)):
        assert await found(state=state) == [order.id]
    assert await found(contact_id=store.brand.mei) == [small.id]
    assert await found(order_no=f" {paid.order_no} ") == [paid.id]
    today = paid.placed_at.date() + timedelta(days=1)
    assert await found(to=str(today - timedelta(days=3))) == [small.id]
    assert set(await found(**{"from": str(today - timedelta(days=2))})) == {paid.id, closed.id}
    assert await found(source_id=999) == []
    first = (await till.get("/api/orders", sort="created_at", limit=2)).json()
    rest = await till.get("/api/orders", sort="created_at", limit=2, cursor=first["next_cursor"])
    assert [row["id"] for row in rest.json()["items"]] == [str(closed.id)]
    assert rest.json()["next_cursor"] is None
    for wrong in ({"state": "x"}, {"sort": "name"}, {"cursor": "?"}, {"from": "x"}, {"limit": 0}):
        answer = await till.get("/api/orders", **wrong)
        assert answer.status_code in {400, 422}, wrong


async def test_an_order_is_seen_whole_and_given_back(till, store):
    coupon = await store.coupon()
    order = await store.paid_order(coupon_id=coupon)
    path = f"/api/orders/{order.id}"
    seen = (await till.get(path)).json()
    assert (seen["state"], seen["total_fen"], seen["discount_fen"]) == ("paid", 14_900, 1_000)
    assert (seen["coupon"]["value_fen"], seen["refundable_fen"]) == (1_000, 13_900)
    assert [line["paid_fen"] for line in seen["lines"]] == [13_900]
    assert [payment["state"] for payment in seen["payments"]] == ["paid"]
    too_much = {"amount_fen": 13_901, "reason": "x"}
    assert (await till.send("POST", f"{path}/refunds", too_much)).status_code == 409
    back = {"amount_fen": 13_900, "reason": "破损", "restock": True}
    refund = await made(till, f"{path}/refunds", back)
    assert (refund["state"], refund["requested_by"]["name"]) == ("sent", "林")
    assert (await till.get(path)).json()["refundable_fen"] == 0
    await store.orders()
    async with store.database.tx(store.brand.id) as tx:
        await shop.mark_refunded(tx, store.till.settle(refund["refund_no"]))
    seen = (await till.get(path)).json()
    assert (seen["state"], seen["refunds"][0]["state"]) == ("refunded", "done")
    assert await store.one("select stock from sku where id = $1", store.brush) == 10
    assert (await till.get("/api/orders/999999")).status_code == 404


async def test_a_customers_wish_is_declined_with_a_reason(till, store):
    order = await store.paid_order()
    async with store.database.tx(store.brand.id) as tx:
        asked = await shop.request_refund(
            tx, order.id, amount_fen=None, reason="迟了", requested_by="customer", approved=False
        )
    path = f"/api/orders/{order.id}"
    assert (await till.get(path)).json()["state"] == "refund_requested"
    refusal = f"{path}/refunds/{asked.out_refund_no}/refusal"
    assert (await till.send("POST", refusal, {"reason": " "})).status_code == 422
    refused = await till.send("POST", refusal, {"reason": "拆封了"})
    assert (refused.status_code, refused.json()["state"]) == (200, "refused")
    assert (await till.send("POST", refusal, {"reason": "again"})).status_code == 409
    seen = (await till.get(path)).json()
    assert (seen["state"], seen["refundable_fen"]) == ("paid", 14_900)
    [row] = (await till.get("/api/audit", action="refuse_refund")).json()["items"]
    assert row["detail"]["reason"] == "拆封了"

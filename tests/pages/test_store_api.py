"""The store API: a personal link as bearer token, the same order for the same key."""


async def body(lin, **changes):
    lines = [{"sku_id": str(lin.shop.brush), "quantity": 1}]
    return {"lines": lines, "idempotency_key": "k1"} | changes


async def test_a_customer_looks_and_buys(lin):
    coupon = await lin.shop.coupon()
    home = (await lin.api("GET", "/home")).json()
    assert home["brand"] == "拾木"
    assert [item["price_fen"] for item in home["products"]] == [14_900, 3_950]
    assert home["coupons"][0]["state"] == "issued"
    first = await lin.api("POST", "/orders", await body(lin, coupon_id=str(coupon)))
    assert first.status_code == 201
    again = await lin.api("POST", "/orders", await body(lin, coupon_id=str(coupon)))
    assert again.content == first.content
    placed = first.json()
    assert placed["payable_fen"] == 13_900
    assert placed["pay"]["package"].startswith("prepay_id=")
    home = (await lin.api("GET", "/home")).json()
    assert [order["state"] for order in home["orders"]] == ["unpaid"]
    assert home["coupons"][0]["state"] == "locked"


async def test_a_lost_answer_of_the_platform_is_made_good_by_the_same_request(lin):
    lin.shop.till.fail_next("jsapi", "lost")
    lost = await lin.api("POST", "/orders", await body(lin))
    assert lost.status_code == 503
    assert lost.headers["content-type"] == "application/problem+json"
    placed = await lin.api("POST", "/orders", await body(lin))
    assert placed.status_code == 201
    assert await lin.shop.one('select count(*) from "order"') == 1
    assert len(lin.shop.till.orders) == 1


async def test_a_free_order_has_nothing_to_pay(lin):
    coupon = await lin.shop.coupon(value_fen=20_000, threshold_fen=0)
    placed = (await lin.api("POST", "/orders", await body(lin, coupon_id=str(coupon)))).json()
    assert (placed["payable_fen"], placed["pay"]) == (0, None)


async def test_without_a_good_link_nothing_is_told(lin):
    for token in ("x" * 65, "nonsense", "pk_1234"):
        assert (await lin.api("GET", "/home", token=token)).status_code == 401
    refused = await lin.api("POST", "/orders/S2zunknown/refunds", {"reason": "x"})
    assert refused.status_code == 404


async def test_bodies_that_make_no_sense_are_refused(lin):
    for wrong in (
        {"lines": []},
        {"lines": [{"sku_id": "x", "quantity": 1}]},
        {"idempotency_key": ""},
        {"coupon_id": "abc"},
    ):
        answer = await lin.api("POST", "/orders", await body(lin, **wrong))
        assert answer.status_code in {400, 422}, wrong
    assert await lin.shop.one('select count(*) from "order"') == 0

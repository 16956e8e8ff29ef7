"""The page behind a personal link, used as a browser without script would."""

import re
from datetime import timedelta

import pytest
from tests.domain.offers.cast import NOW, make_brand, steer
from tests.pages.counter import make_link

MOST_BYTES = 20 * 1024


def hidden(page: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]+)"', page)[1]


async def order_form(lin, **fields) -> dict[str, str]:
    page = (await lin.client.get(lin.page)).text
    form = {"csrf": hidden(page, "csrf"), "key": hidden(page, "key"), "coupon": "best"}
    return form | {f"sku-{lin.shop.brush}": "1"} | fields


async def test_the_page_is_small_and_asks_nobody_else(lin):
    for number in range(6):
        await lin.shop.coupon(value_fen=1_000 + number)
        await lin.shop.paid_order()
    answer = await lin.client.get(lin.page)
    assert answer.status_code == 200
    assert len(answer.content) <= MOST_BYTES
    assert "拾木" in answer.text
    assert "微信支付" not in answer.text
    assert re.findall(r'(?:src|href|action)="(?!/l/|data:)[^"]*"', answer.text) == []
    assert "http" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers


async def test_a_customer_orders_and_pays_without_script(lin):
    coupon = await lin.shop.coupon()
    form = await order_form(lin)
    sent = await lin.client.post(f"{lin.page}/orders", data=form)
    assert sent.status_code == 303
    again = await lin.client.post(f"{lin.page}/orders", data=form)
    assert again.headers["location"] == sent.headers["location"]
    page = (await lin.client.get(sent.headers["location"])).text
    assert "¥139.00" in page
    assert "付款要在微信里完成" in page
    assert "data-pay=" in page
    assert "prepay_id=wx" in page
    assert await lin.shop.one('select count(*) from "order"') == 1
    assert await lin.shop.one("select state from coupon where id = $1", coupon) == "locked"
    number = await lin.shop.one("select out_trade_no from payment")
    await lin.shop.tell(lin.shop.till.pay(number))
    page = (await lin.client.get(sent.headers["location"])).text
    assert "已付款" in page
    assert "data-pay=" not in page


async def test_a_form_of_another_link_is_refused(lin):
    _, other = await make_link(lin.shop, lin.shop.brand.mei)
    page = (await lin.client.get(f"/l/{lin.channel_key}/{other}")).text
    form = await order_form(lin, csrf=hidden(page, "csrf"))
    answer = await lin.client.post(f"{lin.page}/orders", data=form)
    assert answer.status_code == 403
    assert await lin.shop.one('select count(*) from "order"') == 0


@pytest.mark.parametrize(
    "change, status, words",
    [
        ({"sku": "0"}, 422, "请先选择商品"),
        ({"sku": "10", "coupon": "none"}, 303, ""),
        ({"sku": "11"}, 409, "抢光了"),
        ({"sku": "1", "coupon": "99999"}, 409, "这张优惠券现在不能用"),
    ],
)
async def test_what_goes_wrong_is_said_on_the_page(lin, change, status, words):
    form = await order_form(lin, coupon=change.get("coupon", "best"))
    form[f"sku-{lin.shop.brush}"] = change["sku"]
    answer = await lin.client.post(f"{lin.page}/orders", data=form)
    assert (answer.status_code, words in answer.text) == (status, True)


async def test_the_best_coupon_is_the_one_that_saves_most_here(lin):
    await lin.shop.coupon(value_fen=3_000, threshold_fen=50_000)
    best = await lin.shop.coupon(value_fen=2_000, threshold_fen=10_000)
    await lin.shop.coupon(value_fen=500, threshold_fen=0)
    await lin.client.post(f"{lin.page}/orders", data=await order_form(lin))
    assert await lin.shop.one("select id from coupon where state = 'locked'") == best


async def test_a_customer_asks_for_money_back(lin):
    order = await lin.shop.paid_order()
    page = (await lin.client.get(lin.page)).text
    url = f"{lin.page}/orders/{order.order_no}/refunds"
    form = {"csrf": hidden(page, "csrf"), "reason": ""}
    assert (await lin.client.post(url, data=form)).status_code == 422
    answer = await lin.client.post(url, data=form | {"reason": "颜色不合适"})
    assert answer.status_code == 303
    page = (await lin.client.get(answer.headers["location"])).text
    assert "退款申请已收到" in page
    assert "退款中" in page
    assert await lin.shop.all("select state, reason from refund") == [("wire", "颜色不合适")]


async def test_a_late_request_waits_for_staff(lin, urls):
    order = await lin.shop.paid_order()
    await steer(urls.owner, NOW + timedelta(days=8))
    answer = await lin.api("POST", f"/orders/{order.order_no}/refunds", {"reason": "迟了"})
    assert (answer.status_code, answer.json()["state"]) == (202, "requested")
    assert "退款待处理" in (await lin.client.get(lin.page)).text


async def test_a_link_that_is_not_good_says_so_and_nothing_else(lin, urls):
    stranger = await make_brand(urls.owner, "别家")
    for path in (f"/l/{lin.channel_key}/nonsense", f"/l/other/{lin.token}", f"{lin.page}x"):
        answer = await lin.client.get(path, headers={"Accept-Language": "zh-CN"})
        assert answer.status_code == 404
        assert "这个链接不能用了" in answer.text
        assert "拾木" not in answer.text
    await steer(urls.owner, NOW + timedelta(days=401))
    assert (await lin.client.get(lin.page)).status_code == 404
    assert stranger.id != lin.shop.brand.id


async def test_the_page_speaks_english_when_asked(lin):
    await lin.shop.coupon()
    for url, headers in ((f"{lin.page}?lang=en", {}), (lin.page, {"Accept-Language": "en-GB"})):
        page = (await lin.client.get(url, headers=headers)).text
        assert '<html lang="en">' in page
        assert "Place order" in page
        assert "提交订单" not in page


async def test_names_are_shown_as_text(lin):
    await lin.shop.one("update product set name = '<script>alert(1)</script>' returning id")
    page = (await lin.client.get(lin.page)).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page

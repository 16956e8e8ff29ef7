"""Other ways to pay than the page in WeChat, and several orders at once.

Shapes are written by hand from https://pay.weixin.qq.com/doc/v3/merchant/N, where N is the page
named in `wechat_pay/endpoints.py`.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.platforms import merchant as m
from tests.platforms.pay_desk import Desk, bad, good, open_desk

from pondkeeper.domain.channels import facts as f
from pondkeeper.domain.channels.facts import pay as p
from pondkeeper.domain.channels.ports import SendRefused
from pondkeeper.domain.channels.ports.pay import CombinedPay, PayWays
from pondkeeper.platforms.wechat_pay import seals

NOTIFY = "http://127.0.0.1/callbacks/pk"
ORDER = f.PayOrder("P1E1X", "手冲咖啡豆 250g", 4900, "", NOTIFY)
PARTS = (
    p.CombinedPart("P1E1X", "手冲咖啡豆 250g", 4900, "豆"),
    p.CombinedPart("P1E1Y", "滤纸", 100, "纸"),
)
BOTH = p.CombinedOrder("C1E1X", PARTS, NOTIFY, "oAn")


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with open_desk() as opened:
        yield opened


def ways(desk: Desk) -> PayWays:
    assert desk.platform.pay_ways is not None
    return desk.platform.pay_ways


def combined(desk: Desk) -> CombinedPay:
    assert desk.platform.combined_pay is not None
    return desk.platform.combined_pay


async def test_a_mini_program_pays_under_its_own_appid(desk: Desk) -> None:
    desk.replies = [good({"prepay_id": "wx1"})]
    order = f.PayOrder("P1E1X", "x", 1, "oMini", NOTIFY)
    page = await ways(desk).mini(desk.access, order, appid="wxmini")
    assert desk.last.path == "/v3/pay/transactions/jsapi"
    assert (desk.last.json["appid"], desk.last.json["payer"]) == ("wxmini", {"openid": "oMini"})
    message = f"wxmini\n{page.time_stamp}\n{page.nonce_str}\nprepay_id=wx1\n".encode()
    seals.verify_raw(m.key("merchant").public_key(), message, page.pay_sign)


async def test_a_browser_is_sent_to_wechat(desk: Desk) -> None:
    desk.replies = [good({"h5_url": "https://wx.tenpay.com/x?prepay_id=wx1"})]
    url = await ways(desk).h5(desk.access, ORDER, payer_ip="203.0.113.7", kind="iOS")
    assert url == "https://wx.tenpay.com/x?prepay_id=wx1"
    assert desk.last.path == "/v3/pay/transactions/h5"
    assert desk.last.json["scene_info"] == {
        "payer_client_ip": "203.0.113.7",
        "h5_info": {"type": "iOS"},
    }
    assert "payer" not in desk.last.json


async def test_a_code_is_scanned(desk: Desk) -> None:
    desk.replies = [good({"code_url": "weixin://wxpay/bizpayurl?pr=x"})]
    assert await ways(desk).native(desk.access, ORDER) == "weixin://wxpay/bizpayurl?pr=x"
    assert desk.last.path == "/v3/pay/transactions/native"


async def test_an_app_gets_its_seven_values(desk: Desk) -> None:
    desk.replies = [good({"prepay_id": "wx1"})]
    values = await ways(desk).app(desk.access, ORDER)
    assert (values.app_id, values.partner_id, values.package) == (m.APPID, m.MCHID, "Sign=WXPay")
    message = f"{m.APPID}\n{values.time_stamp}\n{values.nonce_str}\nwx1\n".encode()
    seals.verify_raw(m.key("merchant").public_key(), message, values.sign)


async def test_an_order_is_found_by_the_platforms_number(desk: Desk) -> None:
    paid = {"appid": m.APPID, "mchid": m.MCHID, "out_trade_no": "P1", "trade_state": "CLOSED"}
    desk.replies = [good(paid), bad(404, "ORDER_NOT_EXIST")]
    found = await ways(desk).query_transaction(desk.access, "4200")
    assert found == f.Payment("P1", "closed", m.APPID, m.MCHID)
    assert desk.last.target == f"/v3/pay/transactions/id/4200?mchid={m.MCHID}"
    assert await ways(desk).query_transaction(desk.access, "4201") is None


async def test_two_orders_are_paid_at_once(desk: Desk) -> None:
    desk.replies = [good({"prepay_id": "wx1"})]
    page = await combined(desk).jsapi(desk.access, BOTH)
    assert page.package == "prepay_id=wx1"
    assert desk.last.path == "/v3/combine-transactions/jsapi"
    assert desk.last.json == {
        "combine_appid": m.APPID,
        "combine_mchid": m.MCHID,
        "combine_out_trade_no": "C1E1X",
        "combine_payer_info": {"openid": "oAn"},
        "notify_url": NOTIFY,
        "sub_orders": [
            {
                "mchid": m.MCHID,
                "attach": part.attach,
                "amount": {"total_amount": part.amount_fen, "currency": "CNY"},
                "out_trade_no": part.out_trade_no,
                "description": part.description,
            }
            for part in PARTS
        ],
    }


async def test_they_are_paid_from_a_browser_a_code_or_an_app_as_well(desk: Desk) -> None:
    desk.replies = [good({"h5_url": "u"}), good({"code_url": "c"}), good({"prepay_id": "wx1"})]
    assert await combined(desk).h5(desk.access, BOTH, payer_ip="203.0.113.7") == "u"
    assert desk.last.json["scene_info"]["h5_info"] == {"type": "Wap"}
    assert await combined(desk).native(desk.access, BOTH) == "c"
    assert (await combined(desk).app(desk.access, BOTH)).prepay_id == "wx1"
    names = [path.removeprefix("/v3/combine-transactions/") for path in desk.server.paths()]
    assert names == ["h5", "native", "app"]


async def test_each_order_of_several_is_told_by_itself(desk: Desk) -> None:
    part = {"mchid": m.MCHID, "out_trade_no": "P1E1X", "trade_state": "SUCCESS"}
    part |= {"transaction_id": "4200A", "success_time": "2026-03-02T12:00:00+08:00"}
    paid: dict[str, Any] = {**part, "amount": {"total_amount": 4900, "payer_amount": 4900}}
    open_part = {"mchid": m.MCHID, "out_trade_no": "P1E1Y", "trade_state": "NOTPAY"}
    told = {"combine_appid": m.APPID, "combine_mchid": m.MCHID, "combine_out_trade_no": "C1E1X"}
    payer = {"combine_payer_info": {"openid": "oAn"}}
    desk.replies = [
        good({**told, **payer, "sub_orders": [paid, open_part]}),
        bad(404, "ORDER_NOT_EXIST"),
    ]
    found = await combined(desk).query(desk.access, "C1E1X")
    at = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
    assert found == [
        f.Payment("P1E1X", "success", m.APPID, m.MCHID, "4200A", 4900, 4900, "oAn", at),
        f.Payment("P1E1Y", "notpay", m.APPID, m.MCHID, payer_openid="oAn"),
    ]
    assert await combined(desk).query(desk.access, "C9") is None


async def test_several_are_closed_together(desk: Desk) -> None:
    desk.replies = [good(None), bad(400, "ORDER_CLOSED"), bad(400, "ORDER_PAID")]
    for _ in range(2):
        await combined(desk).close(desk.access, BOTH)
    assert desk.last.path == "/v3/combine-transactions/out-trade-no/C1E1X/close"
    assert desk.last.json["sub_orders"][1] == {"mchid": m.MCHID, "out_trade_no": "P1E1Y"}
    with pytest.raises(SendRefused, match="ORDER_PAID"):
        await combined(desk).close(desk.access, BOTH)


@pytest.mark.parametrize("count", [0, 51])
async def test_too_few_or_too_many_never_leave(desk: Desk, count: int) -> None:
    parts = tuple(p.CombinedPart(f"P{n}", "x", 1, "x") for n in range(count))
    with pytest.raises(SendRefused, match="parts"):
        await combined(desk).native(desk.access, p.CombinedOrder("C1", parts, NOTIFY))
    assert desk.server.asked == []

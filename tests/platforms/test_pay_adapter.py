"""WeChat Pay behind the ports: what is signed, what is believed, what a refusal means.

Shapes are written by hand from https://pay.weixin.qq.com/doc/v3/merchant/N, where N is the page
named in `wechat_pay/endpoints.py`.
"""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.platforms import merchant as m
from tests.platforms.cast import NOW
from tests.platforms.loopback import Reply
from tests.platforms.pay_desk import Desk, bad, good, open_desk

from pondkeeper.domain.channels import facts as f
from pondkeeper.domain.channels.ports import SendRefused, SendUnknown, Wire
from pondkeeper.platforms.wechat_pay import seals

ORDER = f.PayOrder("P1E1X", "手冲咖啡豆 250g", 4900, "oAn", "http://127.0.0.1/callbacks/pk")
REFUND = f.RefundOrder("P1E1X", "R1E1X", 1000, 4900, "不想要了", "http://127.0.0.1/callbacks/pk")
PAID: dict[str, Any] = {
    "amount": {"currency": "CNY", "payer_currency": "CNY", "payer_total": 3900, "total": 4900},
    "appid": m.APPID,
    "mchid": m.MCHID,
    "out_trade_no": "P1E1X",
    "payer": {"openid": "oAn"},
    "success_time": "2026-03-02T12:00:00+08:00",
    "trade_state": "SUCCESS",
    "trade_state_desc": "支付成功",
    "transaction_id": "4200",
}
BACK: dict[str, Any] = {
    "amount": {"refund": 1000, "total": 4900, "payer_refund": 800, "payer_total": 3900},
    "out_refund_no": "R1E1X",
    "out_trade_no": "P1E1X",
    "refund_id": "5000",
    "status": "PROCESSING",
    "transaction_id": "4200",
}


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with open_desk() as opened:
        yield opened


async def test_an_order_is_placed_and_the_page_gets_its_six_values(desk: Desk) -> None:
    desk.replies = [good({"prepay_id": "wx1"})]
    page = await desk.pay.jsapi(desk.access, ORDER)
    assert desk.last.path == "/v3/pay/transactions/jsapi"
    assert desk.last.headers["wechatpay-serial"] == m.KEY_ID
    assert desk.last.json == {
        "appid": m.APPID,
        "mchid": m.MCHID,
        "description": "手冲咖啡豆 250g",
        "out_trade_no": "P1E1X",
        "notify_url": "http://127.0.0.1/callbacks/pk",
        "amount": {"total": 4900, "currency": "CNY"},
        "payer": {"openid": "oAn"},
    }
    assert (page.app_id, page.package, page.sign_type) == (m.APPID, "prepay_id=wx1", "RSA")
    message = f"{m.APPID}\n{page.time_stamp}\n{page.nonce_str}\nprepay_id=wx1\n".encode()
    seals.verify_raw(m.key("merchant").public_key(), message, page.pay_sign)


async def test_an_order_may_have_an_end(desk: Desk) -> None:
    desk.replies = [good({"prepay_id": "wx1"})]
    ends = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
    order = f.PayOrder("P2", "x", 1, "o", "http://127.0.0.1/n", expires_at=ends)
    await desk.pay.jsapi(desk.access, order)
    assert desk.last.json["time_expire"] == "2026-03-02T05:00:00+00:00"


async def test_a_paid_order_is_found(desk: Desk) -> None:
    desk.replies = [good(PAID)]
    found = await desk.pay.query(desk.access, "P1E1X")
    assert found == f.Payment("P1E1X", "success", m.APPID, m.MCHID, "4200", 4900, 3900, "oAn", NOW)
    assert desk.last.target == f"/v3/pay/transactions/out-trade-no/P1E1X?mchid={m.MCHID}"


async def test_an_unpaid_order_has_neither_amount_nor_payer(desk: Desk) -> None:
    unpaid = {key: PAID[key] for key in ("appid", "mchid", "out_trade_no")}
    desk.replies = [good({**unpaid, "trade_state": "NOTPAY"})]
    found = await desk.pay.query(desk.access, "P1E1X")
    assert found == f.Payment("P1E1X", "notpay", m.APPID, m.MCHID)


async def test_a_number_is_escaped_in_the_address(desk: Desk) -> None:
    desk.replies = [bad(404, "ORDER_NOT_EXIST")]
    await desk.pay.query(desk.access, "../certificates?x")
    assert desk.last.target.startswith("/v3/pay/transactions/out-trade-no/..%2Fcertificates%3Fx?")


@pytest.mark.parametrize("code", ["ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS"])
async def test_what_the_platform_never_heard_of_is_none(desk: Desk, code: str) -> None:
    desk.replies = [bad(404, code), bad(404, code)]
    assert await desk.pay.query(desk.access, "P9") is None
    assert await desk.pay.query_refund(desk.access, "R9") is None


async def test_closing_twice_is_closing_once(desk: Desk) -> None:
    desk.replies = [good(None), bad(400, "ORDER_CLOSED")]
    await desk.pay.close(desk.access, "P1E1X")
    await desk.pay.close(desk.access, "P1E1X")
    assert desk.last.path == "/v3/pay/transactions/out-trade-no/P1E1X/close"
    assert desk.last.json == {"mchid": m.MCHID}


async def test_a_paid_order_cannot_be_closed(desk: Desk) -> None:
    desk.replies = [bad(400, "ORDERPAID")]
    with pytest.raises(SendRefused) as caught:
        await desk.pay.close(desk.access, "P1E1X")
    assert (caught.value.kind, caught.value.code) == ("permanent", "ORDERPAID")


async def test_a_refund_is_asked_for_and_followed(desk: Desk) -> None:
    ended = {**BACK, "status": "SUCCESS", "success_time": "2026-03-02T12:00:00+08:00"}
    desk.replies = [good(BACK), good(ended)]
    asked = await desk.pay.refund(desk.access, REFUND)
    assert asked == f.Refunding("R1E1X", "5000", "P1E1X", "processing", 1000)
    assert desk.last.json == {
        "out_trade_no": "P1E1X",
        "out_refund_no": "R1E1X",
        "reason": "不想要了",
        "notify_url": "http://127.0.0.1/callbacks/pk",
        "amount": {"refund": 1000, "total": 4900, "currency": "CNY"},
    }
    found = await desk.pay.query_refund(desk.access, "R1E1X")
    assert found == f.Refunding("R1E1X", "5000", "P1E1X", "success", 1000, NOW)


async def test_a_lost_refund_is_asked_again_under_the_same_number(desk: Desk) -> None:
    desk.replies = [None, good(BACK)]
    await desk.pay.refund(desk.access, REFUND)
    first, second = desk.server.asked
    assert first.body == second.body
    assert first.headers["authorization"] != second.headers["authorization"]


async def test_lost_three_times_nobody_knows(desk: Desk) -> None:
    desk.replies = [None, None, None]
    with pytest.raises(SendUnknown):
        await desk.pay.refund(desk.access, REFUND)


@pytest.mark.parametrize(
    "forged",
    [
        good(PAID, signer="stranger"),
        good(PAID, serial="STRANGER"),
        good(PAID, age_s=400),
        Reply(json.dumps(PAID).encode()),
    ],
)
async def test_an_answer_the_platform_did_not_sign_is_no_answer(desk: Desk, forged: Reply) -> None:
    desk.replies = [forged, forged, forged]
    with pytest.raises(SendUnknown):
        await desk.pay.query(desk.access, "P1E1X")


async def test_a_probe_in_an_answer_is_refused_and_the_next_one_taken(desk: Desk) -> None:
    probe = good(PAID)
    probe.headers["Wechatpay-Signature"] = seals.PROBE + "AAAA"
    desk.replies = [probe, good(PAID)]
    assert await desk.pay.query(desk.access, "P1E1X")


@pytest.mark.parametrize(
    "status, code, kind, tries",
    [
        (500, "SYSTEM_ERROR", "retry", 3),
        (429, "FREQUENCY_LIMITED", "quota", 1),
        (429, "", "quota", 1),
        (403, "NOT_ENOUGH", "retry", 1),
        (401, "SIGN_ERROR", "permanent", 1),
        (400, "PARAM_ERROR", "permanent", 1),
        (400, "NEVER_SEEN", "permanent", 1),
    ],
)
async def test_refusals_are_sorted(
    desk: Desk, status: int, code: str, kind: str, tries: int
) -> None:
    desk.replies = [bad(status, code)] * tries
    with pytest.raises(SendRefused) as caught:
        await desk.pay.refund(desk.access, REFUND)
    assert caught.value.kind == kind
    assert desk.replies == []


async def test_a_word_that_is_new_to_us_is_not_guessed(desk: Desk) -> None:
    desk.replies = [good({**PAID, "trade_state": "SOON"}), good({**BACK, "status": "SOON"})]
    with pytest.raises(SendUnknown):
        await desk.pay.query(desk.access, "P1E1X")
    with pytest.raises(SendUnknown):
        await desk.pay.query_refund(desk.access, "R1E1X")


async def test_money_that_is_no_integer_is_refused(desk: Desk) -> None:
    desk.replies = [good({**PAID, "amount": {"total": 49.0}})]
    with pytest.raises(SendUnknown):
        await desk.pay.query(desk.access, "P1E1X")


async def test_without_a_key_of_the_platform_nothing_leaves(desk: Desk) -> None:
    access = m.pay_access(desk.server.base_url, platform_public_key_pem="")
    with pytest.raises(SendRefused, match="settings"):
        await desk.pay.refund(access, REFUND)
    assert desk.server.asked == []


async def test_money_is_not_a_message(desk: Desk) -> None:
    with pytest.raises(SendRefused, match="wire_kind"):
        await desk.platform.adapter.send(desk.access, Wire("welcome", {}, "k"))


async def test_the_channel_test_asks_for_an_order_that_is_not_there(desk: Desk) -> None:
    desk.replies = [bad(404, "ORDER_NOT_EXIST"), bad(401, "SIGN_ERROR")]
    good_steps = await desk.platform.adapter.test(desk.access)
    assert [(step.name, step.ok) for step in good_steps] == [
        ("settings", True),
        ("keys", True),
        ("query", True),
    ]
    wrong = (await desk.platform.adapter.test(desk.access))[-1]
    assert (wrong.name, wrong.ok) == ("query", False)
    assert "SIGN_ERROR" in wrong.detail


@pytest.mark.parametrize(
    "settings",
    [
        {"platform_public_key_pem": ""},
        {"platform_public_key_pem": "-----BEGIN NONSENSE-----"},
        {"platform_certificates_pem": "-----BEGIN NONSENSE-----"},
        {"mchid": ""},
    ],
)
async def test_the_channel_test_finds_wrong_settings_without_a_call(
    desk: Desk, settings: dict[str, str]
) -> None:
    steps = await desk.platform.adapter.test(m.pay_access(desk.server.base_url, **settings))
    assert not all(step.ok for step in steps)
    assert desk.server.asked == []

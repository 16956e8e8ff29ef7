"""Money over the wire: a customer's phone, our doors, and the emulated WeChat Pay as a process."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from tests.domain.offers.cast import steer
from tests.support import net
from tests.support.pond import Pond, pond, served

from pondkeeper.api.app import build
from pondkeeper.domain import channels, contacts, offers, shop
from pondkeeper.domain.offers import OfferRules, Owner
from pondkeeper.domain.shop import ProductDraft, SkuDraft

APPID = "wxpond0001"
REFUNDS = "/v3/refund/domestic/refunds"


@dataclass
class Counter:
    """Xiaoman scanned a code and holds a personal link and a coupon of 10 yuan."""

    pond: Pond
    phone: httpx.AsyncClient
    contact_id: int
    sku_id: int
    coupon_id: int
    orders: int = 0

    async def place(self, **more: Any) -> dict[str, Any]:
        self.orders += 1
        lines = [{"sku_id": str(self.sku_id), "quantity": 1}]
        order = {"lines": lines, "idempotency_key": f"k{self.orders}", **more}
        answer = await self.phone.post("orders", json=order)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def pay(self, placed: dict[str, Any]) -> None:
        prepay = placed["pay"]["package"].removeprefix("prepay_id=")
        await self.pond.world.do("POST", "pay", {"prepay_id": prepay})

    async def fault(self, kind: str, prefix: str, count: int = 1) -> None:
        body = {"kind": kind, "prefix": prefix, "count": count}
        await self.pond.world.do("POST", "faults", body)

    async def until(self, sql: str, wanted: Any) -> None:
        """Turn the loops, the shop's among them, until a value is what is wanted."""

        async def reached() -> bool:
            await shop.consume(self.pond.services, self.pond.workspace_id)
            return bool(await self.pond.value(sql) == wanted)

        await self.pond.until(reached)

    async def refunded_at_platform(self) -> list[int]:
        record = await self.pond.world.do("GET", f"record?accepted=1&endpoint={REFUNDS}")
        return sorted({call["client_key"] for call in record["calls"] if call["client_key"]})


@pytest.fixture
async def counter(database, urls, tmp_path) -> AsyncIterator[Counter]:
    async with pond(database, urls.owner, tmp_path) as made:
        await add_pay_channel(made)
        scanned = await made.scan(await made.make_code())
        await made.heard(3)
        contact_id = await made.value(
            "select contact_id from identity where key = :key", key=scanned["external_userid"]
        )
        async with made.tx() as tx:
            skus = (SkuDraft("小刷", 14_900, 4_000, 5),)
            await shop.add_product(tx, ProductDraft("拾木刷具", skus))
            token = await contacts.make_link(tx, contact_id, None, made.channel_id, "welcome")
            key = (await channels.access(tx, made.channel_id)).public_key
        coupon = await give_coupon(made, contact_id, 1_000)
        sku_id = await made.value("select id from sku")
        async with (
            served(build(made.services)) as address,
            net.client(
                f"{address}/api/store/{key}/", headers={"Authorization": f"Bearer {token}"}
            ) as phone,
        ):
            yield Counter(made, phone, contact_id, sku_id, coupon)


async def add_pay_channel(made: Pond) -> None:
    wanted = {"name": "拾木", "appids": [APPID], "verify_mode": "public_key"}
    merchant = await made.world.do("POST", "merchants", wanted)
    settings = {
        "mchid": merchant["mchid"], "appid": APPID, "serial_no": merchant["serial_no"],
        "platform_key_id": merchant["platform_public_key_id"],
        "platform_public_key_pem": merchant["platform_public_key_pem"],
        "private_key_pem": merchant["private_key_pem"], "apiv3_key": merchant["apiv3_key"],
    }
    platform = made.services.adapters.of("wechat_pay")
    draft = channels.ChannelDraft("支付", made.world.base_url, settings)
    async with made.tx() as tx:
        await channels.add(tx, platform, draft)


async def give_coupon(made: Pond, contact_id: int, value_fen: int) -> int:
    rules = OfferRules(
        name=f"立减 {value_fen}", value_fen=value_fen, threshold_fen=0, valid_days=14
    )
    async with made.tx() as tx:
        offer = await offers.create(tx, rules)
        await offers.publish(tx, offer.id)
        return (await offers.issue(tx, offer.id, Owner(contact_id), "test", "1")).id


async def test_bought_with_a_coupon_paid_and_given_back(counter: Counter) -> None:
    placed = await counter.place(coupon_id=str(counter.coupon_id))
    assert placed["payable_fen"] == 13_900
    openid = "select key from identity where kind = 'openid'"
    assert await counter.pond.value(openid), "learnt from WeCom when the first payment was asked"
    await counter.pay(placed)
    await counter.until('select state from "order"', "paid")
    assert await counter.pond.value("select state from coupon") == "used"

    asked = await counter.phone.post(
        f"orders/{placed['order_no']}/refunds", json={"reason": "颜色不合适"}
    )
    assert (asked.status_code, asked.json()["state"]) == (202, "sent")
    await counter.until('select state from "order"', "refunded")
    assert await counter.pond.value("select state from coupon") == "issued"
    home = (await counter.phone.get("home")).json()
    assert [(one["state"], one["refunded_fen"]) for one in home["orders"]] == [("refunded", 13_900)]
    kinds = "select kind, amount_fen from ledger_entry order by kind, amount_fen"
    assert [tuple(row.values()) for row in await counter.pond.rows(kinds)] == [
        ("coupon", -1_000), ("goods", -4_000), ("refund", -13_900), ("revenue", 14_900),
    ]


async def test_a_notice_told_twice_pays_once(counter: Counter) -> None:
    placed = await counter.place()
    await counter.fault("twice", "TRANSACTION")
    await counter.pay(placed)

    async def both_came() -> bool:
        told = (await counter.pond.world.do("GET", "notices?state=delivered"))["notices"]
        return sum(one["label"].startswith("TRANSACTION") for one in told) == 2

    await counter.pond.until(both_came)
    await counter.until('select state from "order"', "paid")
    assert await counter.pond.value("select count(*) from ledger_entry where kind = 'revenue'") == 1
    assert await counter.pond.value("select count(*) from event where kind = 'order.paid'") == 1


async def test_a_lost_answer_to_a_refund_gives_the_money_back_once(counter: Counter) -> None:
    placed = await counter.place()
    await counter.pay(placed)
    await counter.until('select state from "order"', "paid")
    await counter.fault("drop", REFUNDS, 3)
    path = f"orders/{placed['order_no']}/refunds"
    for _ in range(2):
        await counter.phone.post(path, json={"reason": "不要了", "amount_fen": 5_000})
    await counter.until('select refunded_fen from "order"', 5_000)
    assert len(await counter.refunded_at_platform()) == 1


async def test_a_lost_notice_is_made_good_before_the_order_closes(
    counter: Counter, urls: Any
) -> None:
    placed = await counter.place()
    await counter.fault("lost", "TRANSACTION")
    await counter.pay(placed)
    await steer(urls.owner, datetime.now(UTC) + timedelta(hours=1))
    await counter.until('select state from "order"', "paid")


async def test_an_unpaid_order_is_closed_over_there_and_cannot_be_paid(
    counter: Counter, urls: Any
) -> None:
    placed = await counter.place()
    await steer(urls.owner, datetime.now(UTC) + timedelta(hours=1))
    await counter.until('select state from "order"', "closed")
    assert await counter.pond.value("select stock from sku") == 5
    body = {"prepay_id": placed["pay"]["package"].removeprefix("prepay_id=")}
    answer = await counter.pond.world.control.post("/emulator/pay", json=body)
    assert "关闭" in answer.text


async def test_a_payment_after_we_closed_goes_back_by_itself(counter: Counter) -> None:
    """The order was closed here while the platform still took money: as after a restore."""
    placed = await counter.place()
    async with counter.pond.tx() as tx:
        await shop.close_order(tx, await tx.raw.fetchval('select id from "order"'))
    await counter.pay(placed)
    await counter.until("select state from refund", "success")
    assert await counter.pond.value('select state from "order"') == "closed"
    assert await counter.pond.value("select surplus from payment")
    assert await counter.pond.value("select count(*) from ledger_entry") == 0
    assert len(await counter.refunded_at_platform()) == 1


async def test_an_order_that_costs_nothing_is_paid_at_once(counter: Counter) -> None:
    coupon = await give_coupon(counter.pond, counter.contact_id, 20_000)
    placed = await counter.place(coupon_id=str(coupon))
    assert (placed["payable_fen"], placed["pay"]) == (0, None)
    await counter.until('select state from "order"', "paid")
    calls = (await counter.pond.world.do("GET", "record?endpoint=/v3/pay"))["calls"]
    assert calls == []

"""A brand with a shop, and a till: a pay platform in memory that keeps its own record."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import asyncpg
from tests.domain.offers.cast import NOW, Brand, live_offer, make_brand

from pondkeeper.domain import contacts, offers, shop
from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.actions import ChannelDraft, add
from pondkeeper.domain.channels.ports import (
    Platform,
    SendRefused,
    SendUnknown,
    SettingField,
)
from pondkeeper.domain.channels.registry import Adapters
from pondkeeper.domain.offers import Owner
from pondkeeper.domain.shop import Placing, ProductDraft, SkuDraft, Wanted
from pondkeeper.kit.db import Database

MCHID, APPID = "1900000109", "wxpond0001"


def setting(name: str) -> SettingField:
    return SettingField(
        name=name,
        secret=False,
        required=True,
        multiline=False,
        label_zh=name,
        label_en=name,
        where_zh="",
        where_en="",
    )


@dataclass
class Till:
    """Takes orders and refunds by number; `faults` are what its next answers do instead."""

    orders: dict[str, facts.Payment] = field(default_factory=dict)
    refunds: dict[str, facts.Refunding] = field(default_factory=dict)
    asked: list[facts.RefundOrder] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    refund_state: str = "processing"

    def fail_next(self, call: str, how: str) -> None:
        """`how`: lost (done, but the answer is lost), unreached (not done), permanent."""
        self.faults.append((call, how))

    def pay(self, number: str, at: datetime = NOW, **changes: Any) -> facts.Paid:
        """A person pays; the notice that the platform sends."""
        order = replace(
            self.orders[number], trade_state="success", transaction_id=f"4200{number}", at=at
        )
        self.orders[number] = order
        told = facts.Paid(
            out_trade_no=number,
            transaction_id=order.transaction_id,
            amount_fen=order.amount_fen,
            payer_total_fen=order.amount_fen,
            payer_openid=order.payer_openid,
            appid=order.appid,
            mchid=order.mchid,
            trade_state="success",
            at=at,
        )
        return replace(told, **changes)

    def settle(self, number: str, state: str = "success") -> facts.Refunded:
        """A refund comes to its end; the notice."""
        refund = replace(self.refunds[number], state=state, at=NOW)
        self.refunds[number] = refund
        return facts.Refunded(
            out_trade_no=refund.out_trade_no,
            out_refund_no=number,
            refund_id=refund.refund_id,
            mchid=MCHID,
            state=refund.state,
            amount_fen=refund.amount_fen,
            at=NOW,
        )

    async def jsapi(self, access, order: facts.PayOrder) -> facts.JsapiPay:
        lost = self._fault("jsapi")
        known = self.orders.get(order.out_trade_no)
        if known and known.trade_state != "notpay":
            raise SendRefused("permanent", "ORDER_CLOSED", "closed or paid")
        self.orders[order.out_trade_no] = facts.Payment(
            out_trade_no=order.out_trade_no,
            trade_state="notpay",
            appid=APPID,
            mchid=MCHID,
            amount_fen=order.amount_fen,
            payer_total_fen=order.amount_fen,
            payer_openid=order.payer_openid,
        )
        if lost:
            raise SendUnknown("the answer was lost")
        nonce = str(len(self.calls))
        return facts.JsapiPay(APPID, "1", nonce, f"prepay_id=wx{order.out_trade_no}", "RSA", "s")

    async def query(self, access, out_trade_no: str) -> facts.Payment | None:
        if self._fault("query"):
            raise SendUnknown("the answer was lost")
        return self.orders.get(out_trade_no)

    async def close(self, access, out_trade_no: str) -> None:
        lost = self._fault("close")
        order = self.orders[out_trade_no]
        if order.trade_state == "success":
            raise SendRefused("permanent", "ORDERPAID", "paid")
        self.orders[out_trade_no] = replace(order, trade_state="closed")
        if lost:
            raise SendUnknown("the answer was lost")

    async def refund(self, access, order: facts.RefundOrder) -> facts.Refunding:
        lost = self._fault("refund")
        self.asked.append(order)
        refund = self.refunds.setdefault(
            order.out_refund_no,
            facts.Refunding(
                out_refund_no=order.out_refund_no,
                refund_id=f"5000{order.out_refund_no}",
                out_trade_no=order.out_trade_no,
                state=self.refund_state,
                amount_fen=order.amount_fen,
                at=NOW,
            ),
        )
        if lost:
            raise SendUnknown("the answer was lost")
        return refund

    async def query_refund(self, access, out_refund_no: str) -> facts.Refunding | None:
        self._fault("query_refund")
        return self.refunds.get(out_refund_no)

    def _fault(self, call: str) -> bool:
        """Whether this call's answer gets lost; raises for a call that never arrives."""
        self.calls.append(call)
        due = next((fault for fault in self.faults if fault[0] == call), None)
        if due is None:
            return False
        self.faults.remove(due)
        if due[1] == "permanent":
            raise SendRefused("permanent", "PARAM_ERROR", "never")
        if due[1] == "unreached":
            raise SendRefused("retry", "unreached", "later")
        return True


@dataclass
class Shop:
    """The doors of the shop's process, and its people."""

    database: Database
    adapters: Adapters
    till: Till
    brand: Brand
    brush: int
    pencil: int
    public_url: str = "http://127.0.0.1:1"
    placed: int = 0

    async def place(self, contact_id: int | None = None, *, key: str = "", **wanted: Any):
        self.placed += 1
        lines = wanted.pop("lines", ((self.brush, 1),))
        placing = Placing(
            contact_id=contact_id or self.brand.lin,
            lines=tuple(Wanted(sku_id, quantity) for sku_id, quantity in lines),
            idempotency_key=key or f"key-{self.placed}",
            **wanted,
        )
        async with self.database.tx(self.brand.id) as tx:
            return await shop.place_order(tx, placing)

    async def prepare(self, order_id: int):
        return await shop.prepare_payment(self, self.brand.id, order_id)

    async def paid_order(self, **wanted: Any):
        order = await self.place(**wanted)
        await self.prepare(order.id)
        await self.tell(self.till.pay(await self.number_of(order.id)))
        return order

    async def tell(self, paid: facts.Paid) -> bool:
        async with self.database.tx(self.brand.id) as tx:
            return await shop.mark_paid(tx, paid)

    async def number_of(self, order_id: int) -> str:
        return await self.one(
            "select out_trade_no from payment where order_id = $1 order by id desc", order_id
        )

    async def one(self, question: str, *values: Any) -> Any:
        async with self.database.tx(self.brand.id) as tx:
            return await tx.raw.fetchval(question, *values)

    async def all(self, question: str, *values: Any) -> list[tuple[Any, ...]]:
        async with self.database.tx(self.brand.id) as tx:
            return [tuple(row) for row in await tx.raw.fetch(question, *values)]

    async def coupon(self, contact_id: int | None = None, **changes: Any) -> int:
        name = f"立减 {self.placed} {contact_id} {'-'.join(str(one) for one in changes.values())}"
        offer_id = await live_offer(self.database, self.brand, name=name, **changes)
        async with self.database.tx(self.brand.id) as tx:
            owner = Owner(contact_id or self.brand.lin)
            return (await offers.issue(tx, offer_id, owner, "test", "1")).id

    async def orders(self) -> None:
        """Run the loop until it finds nothing to do."""
        while await shop.consume(self, self.brand.id):
            pass

    async def waited(self) -> None:
        """The minute of a claim, or the wait of a retry, has passed."""
        async with self.database.tx(self.brand.id) as tx:
            await tx.raw.execute('update "order" set retry_at = null')
            await tx.raw.execute("update refund set retry_at = $1 where retry_at > $1", NOW)


async def open_shop(database: Database, owner_url: str) -> Shop:
    brand = await make_brand(owner_url)
    till = Till()
    platform = Platform(
        kind="wechat_pay",
        default_base_url="http://127.0.0.1:1",
        settings_schema=(setting("mchid"), setting("appid")),
        adapter=None,
        door=None,
        pay=till,
    )
    async with database.tx(brand.id) as tx:
        draft = ChannelDraft("支付", "http://127.0.0.1:1", {"mchid": MCHID, "appid": APPID})
        await add(tx, platform, draft)
        for contact_id in (brand.lin, brand.mei, brand.tao):
            face = contacts.Face("openid", APPID, f"o-{contact_id}")
            await contacts.link(tx, contact_id, face)
        skus = (SkuDraft("小刷", 14_900, 4_000, 10), SkuDraft("眉笔", 3_950, 900, None))
        await shop.add_product(tx, ProductDraft("拾木刷具", skus))
    async with database.tx(brand.id) as tx:
        brush, pencil = [row["id"] for row in await tx.raw.fetch("select id from sku order by id")]
    return Shop(database, Adapters({"wechat_pay": platform}), till, brand, brush, pencil)


async def owner_runs(owner_url: str, statement: str, *values: Any) -> None:
    owner = await asyncpg.connect(owner_url)
    await owner.execute(statement, *values)
    await owner.close()

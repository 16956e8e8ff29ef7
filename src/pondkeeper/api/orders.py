"""Orders as staff see them, and money given back."""

from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from litestar import get, post
from litestar.params import JSONBody, Parameter, QueryParameter

from pondkeeper.api.door import Door
from pondkeeper.api.shapes import PageOf, Ref, number, ref
from pondkeeper.domain import shop
from pondkeeper.domain.shop import RefundSeen, listing, queries
from pondkeeper.kit.db import Tx
from pondkeeper.kit.errors import FieldError, InvalidInput

Limit = Annotated[int, Parameter(ge=1, le=200)]
ORIGINS = {"live": "store", "import": "import"}
PAYMENT_STATES = {
    "created": "waiting",
    "requested": "waiting",
    "unknown": "unknown",
    "paid": "paid",
    "closed": "closed",
    "failed": "closed",
}
REFUND_STATES = {
    "requested": "requested",
    "wire": "sent",
    "processing": "sent",
    "success": "done",
    "abnormal": "failed",
    "closed": "refused",
}


class OrderRow(msgspec.Struct):
    """An order in the list."""

    id: str
    order_no: str
    state: str
    contact: Ref
    source: Ref | None
    summary: str
    total_fen: int
    discount_fen: int
    paid_fen: int
    refunded_fen: int
    created_at: datetime
    paid_at: datetime | None


class Line(msgspec.Struct):
    """A SKU on an order."""

    sku_id: str
    name: str
    quantity: int
    price_fen: int
    discount_fen: int
    paid_fen: int


class OrderCoupon(msgspec.Struct):
    """The coupon an order was placed with."""

    id: str
    title: str
    value_fen: int


class OrderPayment(msgspec.Struct):
    """An attempt to pay."""

    id: str
    channel: Ref | None
    state: str
    amount_fen: int
    transaction_no: str | None
    at: datetime


class OrderRefund(msgspec.Struct):
    """Money going back."""

    refund_no: str
    state: str
    amount_fen: int
    reason: str
    requested_by: Ref | None
    requested_at: datetime
    done_at: datetime | None


class OrderDetail(OrderRow):
    """An order with all that belongs to it."""

    origin: str
    lines: list[Line]
    coupon: OrderCoupon | None
    payments: list[OrderPayment]
    refunds: list[OrderRefund]
    refundable_fen: int


class RefundRequest(msgspec.Struct):
    """How much goes back, and why; `restock` puts the goods on sale again once all is back."""

    amount_fen: int
    reason: str
    restock: bool = False


class RefusalRequest(msgspec.Struct):
    """Why a customer gets no money back."""

    reason: str


@get("/api/orders")
async def list_orders(  # noqa: PLR0913, PLR0917 - one for each part of the query
    door: Door,
    status: Annotated[str | None, QueryParameter(name="state")] = None,
    source_id: str | None = None,
    contact_id: str | None = None,
    first_day: Annotated[date | None, QueryParameter(name="from")] = None,
    last_day: Annotated[date | None, QueryParameter(name="to")] = None,
    order_no: str | None = None,
    sort: str = "-created_at",
    cursor: str | None = None,
    limit: Limit = 50,
) -> PageOf[OrderRow]:
    """List orders the actor may see."""
    wanted = listing.OrderFilter(
        state=status or None,
        source_id=number(source_id, "source_id"),
        contact_id=number(contact_id, "contact_id"),
        first_day=first_day,
        last_day=last_day,
        order_no=order_no or None,
    )
    async with door.tx("orders.read") as tx:
        page = await listing.order_page(tx, wanted, sort=sort, cursor=cursor, limit=limit)
        words = await queries.summaries(tx, [row.id for row in page.items])
    items = [OrderRow(**_row(row, words.get(row.id, ""))) for row in page.items]
    return PageOf(items, page.next_cursor, page.count or 0, page.count_exact)


@get("/api/orders/{order_id:int}")
async def get_order(door: Door, order_id: int) -> OrderDetail:
    """Return one order with lines, coupon, payments and refunds."""
    async with door.tx("orders.read") as tx:
        return await _detail(tx, order_id)


@post("/api/orders/{order_id:int}/refunds", status_code=202)
async def refund_order(door: Door, order_id: int, data: JSONBody[RefundRequest]) -> OrderRefund:
    """Give money back; takes up what the customer asked for when that still waits."""
    door.about(
        "order", order_id, amount_fen=data.amount_fen, reason=data.reason, restock=data.restock
    )
    async with door.tx("orders.refund") as tx:
        await listing.one_order(tx, order_id)
        who = f"{door.actor.kind}:{door.actor.id}"
        refund = await shop.request_refund(
            tx,
            order_id,
            amount_fen=data.amount_fen,
            reason=data.reason,
            requested_by=who,
            approved=True,
            restock=data.restock,
        )
    return _refund(refund)


@post("/api/orders/{order_id:int}/refunds/{refund_no:str}/refusal", status_code=200)
async def refuse_refund(
    door: Door, order_id: int, refund_no: str, data: JSONBody[RefusalRequest]
) -> OrderRefund:
    """Decline what a customer asked for; why is kept in the audit trail."""
    if not data.reason.strip():
        raise InvalidInput("Say why.", errors=[FieldError("reason", "Fill this in.")])
    door.about("order", order_id, refund_no=refund_no, reason=data.reason)
    async with door.tx("orders.refund") as tx:
        await listing.one_order(tx, order_id)
        return _refund(await shop.refuse_refund(tx, order_id, refund_no))


async def _detail(tx: Tx, order_id: int) -> OrderDetail:
    row = await listing.one_order(tx, order_id)
    lines = await queries.lines_of(tx, order_id)
    refunds = await shop.refunds_of(tx, order_id)
    moving = sum(one.amount_fen for one in refunds if one.state != "closed")
    payments = await queries.payments_of(tx, order_id)
    through_us = any(one["state"] == "paid" and not one["surplus"] for one in payments)
    words = ", ".join(f"{line['name']} ×{line['quantity']}" for line in lines)
    return OrderDetail(
        **_row(row, words),
        origin=ORIGINS.get(row.origin, row.origin),
        lines=[_line(line) for line in lines],
        coupon=_coupon(await queries.coupon_of(tx, order_id)),
        payments=[_payment(payment) for payment in payments],
        refunds=[_refund(refund) for refund in refunds],
        refundable_fen=max(row.paid_fen - moving, 0) if through_us else 0,
    )


def _row(row: Any, words: str) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "order_no": row.order_no,
        "state": _state(row),
        "contact": Ref(str(row.contact_id or ""), row.contact_name or ""),
        "source": ref(row.source_id, row.source_name),
        "summary": words,
        "total_fen": row.list_fen + row.freight_fen,
        "discount_fen": row.off_fen,
        "paid_fen": row.paid_fen,
        "refunded_fen": row.refunded_fen,
        "created_at": row.placed_at,
        "paid_at": row.paid_at,
    }


def _state(row: Any) -> str:
    if row.state == "pending":
        return "unpaid"
    if row.state != "paid":
        return str(row.state)
    if row.refund_asked:
        return "refund_requested"
    return "part_refunded" if row.refunded_fen else "paid"


def _line(line: Any) -> Line:
    return Line(
        sku_id=str(line["sku_id"] or ""),
        name=line["name"],
        quantity=line["quantity"],
        price_fen=line["unit_price_fen"],
        discount_fen=line["off_fen"],
        paid_fen=line["paid_fen"],
    )


def _coupon(coupon: Any) -> OrderCoupon | None:
    if coupon is None:
        return None
    return OrderCoupon(str(coupon["id"]), coupon["title"], coupon["value_fen"])


def _payment(payment: Any) -> OrderPayment:
    return OrderPayment(
        id=str(payment["id"]),
        channel=ref(payment["channel_id"], payment["channel_name"]),
        state=PAYMENT_STATES[payment["state"]],
        amount_fen=payment["amount_fen"],
        transaction_no=payment["transaction_id"],
        at=payment["at"],
    )


def _refund(refund: RefundSeen) -> OrderRefund:
    kind, _, staff_id = refund.requested_by.partition(":")
    return OrderRefund(
        refund_no=refund.out_refund_no,
        state=REFUND_STATES[refund.state],
        amount_fen=refund.amount_fen,
        reason=refund.reason,
        requested_by=Ref(staff_id, refund.requested_name) if kind == "staff" else None,
        requested_at=refund.requested_at,
        done_at=refund.finished_at,
    )


ROUTES = (list_orders, get_order, refund_order, refuse_refund)

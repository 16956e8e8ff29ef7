"""The shop as a customer's phone reaches it: a personal link as bearer token, never a cookie."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, get, post
from litestar.datastructures import State

from pondkeeper.api.services import Services
from pondkeeper.api.shapes import number
from pondkeeper.domain import shop
from pondkeeper.domain.shop import Customer, Wanted
from pondkeeper.kit.errors import FieldError, InvalidInput

StoreRequest = Request[Any, Any, State]
ORDER_STATES = {"pending": "unpaid"}
COUPON_STATES = {"used": "redeemed"}
REFUND_STATES = {
    "requested": "requested",
    "wire": "sent",
    "processing": "sent",
    "success": "done",
    "abnormal": "failed",
    "closed": "failed",
}


class StoreItem(msgspec.Struct):
    """A thing to buy."""

    sku_id: str
    name: str
    price_fen: int
    image: str | None


class StoreCoupon(msgspec.Struct):
    """A coupon of the customer's."""

    id: str
    title: str
    value_fen: int
    threshold_fen: int
    valid_to: datetime
    state: str


class StoreOrder(msgspec.Struct):
    """An order of the customer's."""

    order_no: str
    state: str
    total_fen: int
    paid_fen: int
    refunded_fen: int
    created_at: datetime


class StoreHome(msgspec.Struct):
    """All that the page of a personal link shows."""

    brand: str
    products: list[StoreItem]
    coupons: list[StoreCoupon]
    orders: list[StoreOrder]


class OrderLine(msgspec.Struct):
    """So many of a SKU."""

    sku_id: str
    quantity: int


class NewOrder(msgspec.Struct):
    """An order to place; the same key is the same order."""

    lines: list[OrderLine]
    idempotency_key: str
    coupon_id: str | None = None


class PayValues(msgspec.Struct):
    """What the page hands to WeixinJSBridge, by WeChat's names."""

    appId: str  # noqa: N815 - WeChat's name
    timeStamp: str  # noqa: N815 - WeChat's name
    nonceStr: str  # noqa: N815 - WeChat's name
    package: str
    signType: str  # noqa: N815 - WeChat's name
    paySign: str  # noqa: N815 - WeChat's name


class OrderPlaced(msgspec.Struct):
    """An order and how to pay it; `pay` is null when nothing is to be paid."""

    order_no: str
    payable_fen: int
    pay: PayValues | None


class RefundAsked(msgspec.Struct):
    """Why money should come back; all that is left without an amount."""

    reason: str
    amount_fen: int | None = None


class RefundTaken(msgspec.Struct):
    """A refund and how it stands."""

    refund_no: str
    state: str


@get("/api/store/{channel_key:str}/home")
async def home(request: StoreRequest, channel_key: str) -> StoreHome:
    """Return brand, things to buy, own coupons and own orders."""
    services, customer = await _customer(request, channel_key)
    async with services.database.tx(customer.workspace_id, customer.actor) as tx:
        counter = await shop.look(tx, customer)
    return StoreHome(
        brand=counter.brand,
        products=[
            StoreItem(str(item.sku_id), item.name, item.price_fen, item.image_url or None)
            for item in counter.items
        ],
        coupons=[_coupon(coupon) for coupon in counter.coupons],
        orders=[_order(order) for order in counter.orders],
    )


@post("/api/store/{channel_key:str}/orders")
async def place(request: StoreRequest, channel_key: str, data: NewOrder) -> OrderPlaced:
    """Place an order and prepare its payment; a repeat under the same key answers the same."""
    services, customer = await _customer(request, channel_key)
    bought = await shop.buy(
        services,
        customer,
        lines=[_wanted(line) for line in data.lines],
        coupon_id=number(data.coupon_id, "coupon_id"),
        idempotency_key=data.idempotency_key,
    )
    pay = msgspec.convert(bought.pay, PayValues) if bought.pay else None
    return OrderPlaced(bought.order.order_no, bought.order.payable_fen, pay)


@post("/api/store/{channel_key:str}/orders/{order_no:str}/refunds", status_code=202)
async def ask_refund(
    request: StoreRequest, channel_key: str, order_no: str, data: RefundAsked
) -> RefundTaken:
    """Ask for money back for an own order."""
    services, customer = await _customer(request, channel_key)
    async with services.database.tx(customer.workspace_id, customer.actor) as tx:
        refund = await shop.ask_refund(
            tx, customer, order_no, reason=data.reason, amount_fen=data.amount_fen
        )
    return RefundTaken(refund.out_refund_no, REFUND_STATES[refund.state])


async def _customer(request: StoreRequest, channel_key: str) -> tuple[Services, Customer]:
    services: Services = request.app.state.services
    bearer = request.headers.get("authorization", "")
    token = bearer.removeprefix("Bearer ") if bearer.startswith("Bearer ") else ""
    return services, await shop.customer_of(services, channel_key, token)


def _wanted(line: OrderLine) -> Wanted:
    sku_id = number(line.sku_id, "lines")
    if sku_id is None:
        raise InvalidInput("Not a SKU.", errors=[FieldError("lines", "Each needs a sku_id.")])
    return Wanted(sku_id, line.quantity)


def _coupon(coupon: Any) -> StoreCoupon:
    return StoreCoupon(
        id=str(coupon.id),
        title=coupon.title,
        value_fen=coupon.value_fen,
        threshold_fen=coupon.threshold_fen,
        valid_to=coupon.valid_to,
        state=COUPON_STATES.get(coupon.state, coupon.state),
    )


def _order(order: Any) -> StoreOrder:
    return StoreOrder(
        order_no=order.order_no,
        state=ORDER_STATES.get(order.state, order.state),
        total_fen=order.payable_fen,
        paid_fen=order.paid_fen,
        refunded_fen=order.refunded_fen,
        created_at=order.placed_at,
    )


ROUTES = (home, place, ask_refund)

"""What a customer does with their personal link: look, buy, ask for money back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pondkeeper.domain import contacts, offers
from pondkeeper.domain.channels.queries import find_by_key
from pondkeeper.domain.offers import HeldCoupon
from pondkeeper.domain.shop.actions.placing import place_order
from pondkeeper.domain.shop.actions.refunding import request_refund
from pondkeeper.domain.shop.given import Placed, Placing, RefundSeen, Wanted
from pondkeeper.domain.shop.payments import Doors, prepare_payment
from pondkeeper.domain.shop.queries import (
    OwnOrder,
    ShelfItem,
    brand,
    orders_of,
    own_order,
    shelf,
)
from pondkeeper.kit import ids
from pondkeeper.kit.db import Actor, Tx
from pondkeeper.kit.errors import FieldError, InvalidInput, NotAuthenticated

REFUND_DAYS = 7
"""Days after payment in which a customer's request is approved by itself, unless the workspace
sets `refund_days`.
"""
MOST_KEY_CHARACTERS = 64
MOST_TOKEN_CHARACTERS = 64


@dataclass(frozen=True, slots=True)
class Customer:
    """Whom a personal link stands for, and where."""

    workspace_id: int
    channel_id: int
    contact_id: int
    identity_id: int | None

    @property
    def actor(self) -> Actor:
        """The customer as the one who acts."""
        return Actor(kind="customer", id=self.contact_id)


@dataclass(frozen=True, slots=True)
class Counter:
    """What a customer sees."""

    brand: str
    items: list[ShelfItem]
    coupons: list[HeldCoupon]
    orders: list[OwnOrder]


@dataclass(frozen=True, slots=True)
class Bought:
    """An order and what its page pays with; None when there is nothing (more) to pay."""

    order: Placed
    pay: dict[str, Any] | None


async def customer_of(doors: Doors, channel_key: str, token: str) -> Customer:
    """Return whom a personal link stands for. Raises NotAuthenticated for one that is not good."""
    if not 0 < len(token) <= MOST_TOKEN_CHARACTERS or not ids.plausible(channel_key):
        raise _unknown()
    async with doors.database.tx() as tx:
        channel = await find_by_key(tx, channel_key)
    if channel is None:
        raise _unknown()
    workspace_id, channel_id = channel
    async with doors.database.tx(workspace_id) as tx:
        holder = await contacts.find_link(tx, channel_id, token)
    if holder is None:
        raise _unknown()
    return Customer(workspace_id, channel_id, holder.contact_id, holder.identity_id)


async def look(tx: Tx, customer: Customer) -> Counter:
    """Return what the customer sees: brand, things to buy, own coupons and orders."""
    return Counter(
        brand=(await brand(tx)).name,
        items=await shelf(tx),
        coupons=await offers.coupons_of(tx, [customer.contact_id]),
        orders=await orders_of(tx, customer.contact_id),
    )


async def buy(
    doors: Doors,
    customer: Customer,
    *,
    lines: Sequence[Wanted],
    coupon_id: int | None,
    idempotency_key: str,
) -> Bought:
    """Place an order and prepare its payment; the same key again goes on where the first ended.

    Raises what `place_order` and `prepare_payment` raise; the order stands when only the
    payment could not be prepared.
    """
    if not 0 < len(idempotency_key) <= MOST_KEY_CHARACTERS:
        error = FieldError("idempotency_key", f"1 to {MOST_KEY_CHARACTERS} characters.")
        raise InvalidInput("The order needs a key of its own.", errors=[error])
    placing = Placing(
        contact_id=customer.contact_id,
        lines=tuple(lines),
        idempotency_key=idempotency_key,
        identity_id=customer.identity_id,
        channel_id=customer.channel_id,
        coupon_id=coupon_id,
    )
    async with doors.database.tx(customer.workspace_id, customer.actor) as tx:
        order = await place_order(tx, placing)
    if order.state != "pending":
        return Bought(order, None)
    return Bought(order, await prepare_payment(doors, customer.workspace_id, order.id))


async def pay_again(doors: Doors, customer: Customer, order_no: str) -> dict[str, Any] | None:
    """Return what the page pays an own, still unpaid order with. Raises as `prepare_payment`."""
    async with doors.database.tx(customer.workspace_id, customer.actor) as tx:
        order = await own_order(tx, customer.contact_id, order_no)
    return await prepare_payment(doors, customer.workspace_id, order["id"])


async def ask_refund(
    tx: Tx, customer: Customer, order_no: str, *, reason: str, amount_fen: int | None = None
) -> RefundSeen:
    """Ask for money back; within the window it is approved at once. Raises as `request_refund`."""
    if not reason.strip():
        raise InvalidInput("A reason is needed.", errors=[FieldError("reason", "Say why.")])
    order = await own_order(tx, customer.contact_id, order_no)
    days = (await brand(tx)).settings.get("refund_days", REFUND_DAYS)
    paid_at = order["paid_at"]
    soon = paid_at is not None and tx.clock.now() <= paid_at + timedelta(days=int(days))
    return await request_refund(
        tx,
        order["id"],
        amount_fen=amount_fen,
        reason=reason,
        requested_by="customer",
        approved=soon,
    )


def _unknown() -> NotAuthenticated:
    return NotAuthenticated("This link is not good (any more).", hint="Ask the shop for a new one.")

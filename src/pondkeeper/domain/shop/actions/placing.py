"""Placing an order: priced, kept once, its stock and coupon set aside, in one transaction."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.dialects.postgresql import insert as upsert

from pondkeeper.domain import offers, timeline
from pondkeeper.domain.shop.actions.settling import settle
from pondkeeper.domain.shop.given import Placed, Placing, Wanted
from pondkeeper.domain.shop.models import Order, OrderDiscount, OrderLine
from pondkeeper.domain.shop.pricing import AmountOff, CartLine, Priced, price
from pondkeeper.kit import ids
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import Conflict, FieldError, InvalidInput
from pondkeeper.kit.money import yuan

SQL = SqlFolder("pondkeeper.domain.shop")
HELD_FOR = timedelta(minutes=15)
MOST_LINES = 50
MOST_UNITS = 99


async def place_order(tx: Tx, placing: Placing) -> Placed:
    """Place an order, or return the one that was placed under the same key.

    Raises InvalidInput for a cart that makes no sense, Conflict when something is sold out or
    the coupon cannot be used. An order of 0 fen is paid at once.
    """
    key = f"{placing.contact_id}:{placing.idempotency_key}"
    earlier = await _by_key(tx, key)
    if earlier is not None:
        return earlier
    skus = await _skus(tx, placing.lines)
    terms = await _terms(tx, placing)
    priced = _priced(placing.lines, skus, terms)
    order_id = await _keep_order(tx, placing, key, priced, _cost(placing.lines, skus))
    if order_id is not None:
        await _take_stock(tx, priced)
        if terms is not None:
            contact_id = placing.contact_id
            await offers.lock(tx, terms.coupon_id, contact_id=contact_id, order_id=order_id)
        await _keep_lines(tx, order_id, priced, skus, terms)
        await _tell(tx, order_id)
    placed = await _by_key(tx, key)
    if placed is None:
        raise Conflict("The order was not kept; place it again.")
    return placed


async def _by_key(tx: Tx, key: str) -> Placed | None:
    found: list[Placed] = await tx.rows(
        SQL.order_by_key, into=Placed, workspace_id=tx.workspace_id, key=key
    )
    return found[0] if found else None


async def _skus(tx: Tx, lines: Sequence[Wanted]) -> dict[int, Any]:
    if not 0 < len(lines) <= MOST_LINES or any(
        not 0 < line.quantity <= MOST_UNITS for line in lines
    ):
        error = FieldError("lines", f"1 to {MOST_LINES} lines of 1 to {MOST_UNITS} units.")
        raise InvalidInput("The order is not valid.", errors=[error])
    rows = await tx.rows(
        SQL.skus_for_sale, workspace_id=tx.workspace_id, ids=[line.sku_id for line in lines]
    )
    skus = {row["id"]: row for row in rows}
    if any(line.sku_id not in skus for line in lines):
        raise Conflict("Something in this order is not for sale.", code="not_for_sale")
    return skus


async def _terms(tx: Tx, placing: Placing) -> offers.Terms | None:
    if placing.coupon_id is None:
        return None
    terms = await offers.terms_of(tx, placing.coupon_id, placing.contact_id)
    if terms is None:
        raise Conflict("This coupon cannot be used.", code="coupon_unusable")
    return terms


def _priced(lines: Sequence[Wanted], skus: dict[int, Any], terms: offers.Terms | None) -> Priced:
    cart = [CartLine(line.sku_id, skus[line.sku_id]["price_fen"], line.quantity) for line in lines]
    coupon = AmountOff(terms.value_fen, terms.threshold_fen) if terms else None
    priced = price(cart, coupon)
    if priced.short_fen:
        raise Conflict(
            f"This coupon needs {yuan(priced.short_fen)} yuan more.", code="coupon_threshold"
        )
    return priced


def _cost(lines: Sequence[Wanted], skus: dict[int, Any]) -> int:
    return sum(int(skus[line.sku_id]["cost_fen"]) * line.quantity for line in lines)


async def _keep_order(
    tx: Tx, placing: Placing, key: str, priced: Priced, cost_fen: int
) -> int | None:
    """Insert the order; None when somebody placed it under the same key a moment ago."""
    now = tx.clock.now()
    source_id = await tx.value(
        SQL.source_of, workspace_id=tx.workspace_id, contact_id=placing.contact_id
    )
    made = await tx.execute(
        upsert(Order)
        .values(
            workspace_id=tx.workspace_id,
            order_no=ids.number("S", tx.epoch),
            contact_id=placing.contact_id,
            identity_id=placing.identity_id,
            channel_id=placing.channel_id,
            source_id=source_id,
            idempotency_key=key,
            list_fen=priced.list_fen,
            off_fen=priced.off_fen,
            freight_fen=priced.freight_fen,
            payable_fen=priced.payable_fen,
            cost_fen=cost_fen,
            placed_at=now,
            expires_at=now + HELD_FOR,
        )
        .on_conflict_do_nothing(index_elements=["workspace_id", "idempotency_key"])
        .returning(Order.id)
    )
    return made.scalar_one_or_none()


async def _take_stock(tx: Tx, priced: Priced) -> None:
    # in the order of SKUs, as everywhere, so that two carts wait for each other at most once
    for line in priced.lines:
        taken = await tx.value(
            SQL.take_stock, workspace_id=tx.workspace_id, id=line.sku_id, quantity=line.quantity
        )
        if taken is None:
            raise Conflict("Sold out.", code="sold_out")


async def _keep_lines(
    tx: Tx, order_id: int, priced: Priced, skus: dict[int, Any], terms: offers.Terms | None
) -> None:
    for line in priced.lines:
        made = await tx.execute(
            insert(OrderLine)
            .values(
                workspace_id=tx.workspace_id,
                order_id=order_id,
                sku_id=line.sku_id,
                name=skus[line.sku_id]["name"],
                quantity=line.quantity,
                unit_price_fen=line.unit_price_fen,
                list_fen=line.list_fen,
                off_fen=line.off_fen,
                paid_fen=line.paid_fen,
            )
            .returning(OrderLine.id)
        )
        if terms is not None:
            discount = _discount(made.scalar_one(), line.list_fen, line.off_fen, terms)
            row = {"workspace_id": tx.workspace_id, "order_id": order_id}
            await tx.execute(insert(OrderDiscount).values(row | discount))


def _discount(line_id: int, base_fen: int, off_fen: int, terms: offers.Terms) -> dict[str, object]:
    return {
        "order_line_id": line_id,
        "step": "order_coupon",
        "offer_id": terms.offer_id,
        "offer_version_id": terms.offer_version_id,
        "coupon_id": terms.coupon_id,
        "base_fen": base_fen,
        "off_fen": off_fen,
    }


async def _tell(tx: Tx, order_id: int) -> None:
    rows: list[Placed] = await tx.rows(
        SQL.lock_order, into=Placed, workspace_id=tx.workspace_id, id=order_id
    )
    order = rows[0]
    await timeline.record(
        tx,
        "order.placed",
        order.contact_id,
        identity_id=order.identity_id,
        order_id=str(order.id),
        order_no=order.order_no,
        payable_fen=order.payable_fen,
    )
    if order.payable_fen == 0:
        await settle(tx, order, at=tx.clock.now())

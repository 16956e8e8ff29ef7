"""Reading products and orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg

from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import NotFound

SQL = SqlFolder(__package__)


@dataclass(frozen=True, slots=True)
class Brand:
    """The brand a customer's page speaks for."""

    name: str
    timezone: str
    settings: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ShelfItem:
    """One thing a customer can buy now."""

    sku_id: int
    name: str
    price_fen: int
    image_url: str
    stock: int | None


@dataclass(frozen=True, slots=True)
class OwnOrder:
    """An order as its customer sees it. `refund_state` is the latest refund's, None without one."""

    id: int
    order_no: str
    state: str
    list_fen: int
    off_fen: int
    payable_fen: int
    paid_fen: int
    refunded_fen: int
    placed_at: datetime
    paid_at: datetime | None
    expires_at: datetime | None
    origin: str
    summary: str | None
    refund_state: str | None


async def products(tx: Tx, product_id: int | None = None) -> list[asyncpg.Record]:
    """Return products with their SKUs, a row per SKU, the newest product first."""
    return await tx.rows(SQL.products, workspace_id=tx.workspace_id, product_id=product_id)


async def shelf(tx: Tx, limit: int = 50) -> list[ShelfItem]:
    """Return what a customer can buy now."""
    return await tx.rows(SQL.shelf, into=ShelfItem, workspace_id=tx.workspace_id, limit=limit)


async def orders_of(tx: Tx, contact_id: int, limit: int = 20) -> list[OwnOrder]:
    """Return a person's orders over all merged contacts, newest first."""
    return await tx.rows(
        SQL.orders_of,
        into=OwnOrder,
        workspace_id=tx.workspace_id,
        contact_id=contact_id,
        limit=limit,
    )


async def own_order(tx: Tx, contact_id: int, order_no: str) -> asyncpg.Record:
    """Return id, state and time of payment of a person's own order. Raises NotFound."""
    row = await tx.row(
        SQL.own_order, workspace_id=tx.workspace_id, contact_id=contact_id, order_no=order_no
    )
    if row is None:
        raise NotFound("You have no such order.")
    return row


async def brand(tx: Tx) -> Brand:
    """Return the brand of the transaction. Raises NotFound."""
    found: list[Brand] = await tx.rows(SQL.brand, into=Brand, workspace_id=tx.workspace_id)
    if not found:
        raise NotFound("There is no such brand.")
    return found[0]


async def summaries(tx: Tx, order_ids: Sequence[int]) -> dict[int, str]:
    """Return what is on each order in a few words."""
    rows = await tx.rows(SQL.summaries, workspace_id=tx.workspace_id, order_ids=list(order_ids))
    return {row["order_id"]: row["summary"] for row in rows}


async def lines_of(tx: Tx, order_id: int) -> list[asyncpg.Record]:
    """Return the lines of an order."""
    return await tx.rows(SQL.lines_of, workspace_id=tx.workspace_id, order_id=order_id)


async def coupon_of(tx: Tx, order_id: int) -> asyncpg.Record | None:
    """Return id, title and value of the coupon an order was placed with."""
    return await tx.row(SQL.coupon_of, workspace_id=tx.workspace_id, order_id=order_id)


async def payments_of(tx: Tx, order_id: int) -> list[asyncpg.Record]:
    """Return the payments of an order, tried and made."""
    return await tx.rows(SQL.payments_of, workspace_id=tx.workspace_id, order_id=order_id)

"""Unpaid orders that are past their time: found, and closed once nobody can pay them any more."""

from datetime import timedelta

from sqlalchemy import update

from pondkeeper.domain import offers, timeline
from pondkeeper.domain.channels.queries import accesses
from pondkeeper.domain.shop.actions.paying import lock_order
from pondkeeper.domain.shop.given import OpenPayment
from pondkeeper.domain.shop.models import Order, Payment
from pondkeeper.kit.db import SqlFolder, Tx

SQL = SqlFolder("pondkeeper.domain.shop")
LEASE = timedelta(seconds=60)
AT_ONCE = 20
OPEN = ("created", "requested", "unknown")


async def claim_expired(tx: Tx) -> list[int]:
    """Take unpaid orders that are past their time, for a minute of real time; their ids."""
    real = tx.clock.real()
    rows = await tx.rows(
        SQL.claim_expired,
        workspace_id=tx.workspace_id,
        now=tx.clock.now(),
        real=real,
        until=real + LEASE,
        limit=AT_ONCE,
    )
    return [row["id"] for row in rows]


async def open_payments(
    tx: Tx, order_id: int | None = None, *, after_id: int = 0, limit: int = AT_ONCE
) -> list[OpenPayment]:
    """Return payments that may still be made at the platform, with what opens their channels."""
    rows = await tx.rows(
        SQL.open_payments,
        workspace_id=tx.workspace_id,
        order_id=order_id,
        after_id=after_id,
        limit=limit,
    )
    opened = await accesses(tx, [row["channel_id"] for row in rows if row["channel_id"]])
    return [
        OpenPayment(
            id=row["id"],
            order_id=row["order_id"],
            out_trade_no=row["out_trade_no"],
            state=row["state"],
            access=opened.get(row["channel_id"]),
        )
        for row in rows
    ]


async def close_order(tx: Tx, order_id: int) -> bool:
    """Close an unpaid order: coupon back, stock back; False when it is not pending any more.

    Only called once the platform cannot be paid for it.
    """
    order = await lock_order(tx, order_id)
    now = tx.clock.now()
    moved = await tx.execute(
        update(Order)
        .where(
            Order.workspace_id == tx.workspace_id, Order.id == order_id, Order.state == "pending"
        )
        .values(state="closed", closed_at=now)
    )
    if moved.rowcount == 0:
        return False
    await tx.execute(
        update(Payment)
        .where(
            Payment.workspace_id == tx.workspace_id,
            Payment.order_id == order_id,
            Payment.state.in_(OPEN),
        )
        .values(state="closed", closed_at=now)
    )
    await tx.run(SQL.put_back_stock, workspace_id=tx.workspace_id, order_id=order_id)
    await offers.give_back(tx, order_id)
    await timeline.record(
        tx,
        "order.closed",
        order.contact_id,
        identity_id=order.identity_id,
        order_id=str(order.id),
        order_no=order.order_no,
    )
    return True

"""A coupon's life after it was given: locked by an order, used, given back, run out.

Every step is one guarded update: when no row moved, somebody else was first.
"""

from pondkeeper.domain import timeline
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import Conflict

SQL = SqlFolder(__package__)
EXPIRE_AT_ONCE = 1_000


async def lock(tx: Tx, coupon_id: int, *, contact_id: int, order_id: int) -> None:
    """Set a coupon aside for an unpaid order. Raises Conflict when it cannot be used (any more)."""
    locked = await tx.value(
        SQL.lock,
        workspace_id=tx.workspace_id,
        coupon_id=coupon_id,
        contact_id=contact_id,
        order_id=order_id,
        now=tx.clock.now(),
    )
    if locked is None:
        raise Conflict("This coupon cannot be used.", code="coupon_unusable")


async def use(tx: Tx, order_id: int, *, off_fen: int) -> int | None:
    """Spend the coupon an order has locked; its id, None when the order has none."""
    coupon = await tx.row(
        SQL.use,
        workspace_id=tx.workspace_id,
        order_id=order_id,
        off_fen=off_fen,
        now=tx.clock.now(),
    )
    if coupon is None:
        return None
    await timeline.record(
        tx,
        "coupon.used",
        coupon["contact_id"],
        identity_id=coupon["identity_id"],
        coupon_id=str(coupon["id"]),
        offer_id=str(coupon["offer_id"]),
        order_id=str(order_id),
        off_fen=off_fen,
    )
    return int(coupon["id"])


async def give_back(tx: Tx, order_id: int) -> int | None:
    """Return an order's coupon, locked or used, to its owner; its id, None when there is none.

    Past its last moment it expires instead.
    """
    coupon = await tx.row(
        SQL.give_back, workspace_id=tx.workspace_id, order_id=order_id, now=tx.clock.now()
    )
    if coupon is None:
        return None
    await timeline.record(
        tx,
        "coupon.returned",
        coupon["contact_id"],
        identity_id=coupon["identity_id"],
        coupon_id=str(coupon["id"]),
        offer_id=str(coupon["offer_id"]),
        order_id=str(order_id),
        state=coupon["state"],
    )
    return int(coupon["id"])


async def expire_due(tx: Tx) -> int:
    """End coupons that ran out and free the money set aside for them; how many."""
    return await tx.run(
        SQL.expire, workspace_id=tx.workspace_id, now=tx.clock.now(), limit=EXPIRE_AT_ONCE
    )

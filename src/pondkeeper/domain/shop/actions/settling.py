"""What being paid means: the order, its coupon, the ledger and the timeline, all or nothing."""

from datetime import datetime

from sqlalchemy import update

from pondkeeper.domain import ledger, offers, timeline
from pondkeeper.domain.ledger import NewEntry
from pondkeeper.domain.shop.given import Placed
from pondkeeper.domain.shop.models import Order
from pondkeeper.kit.db import Tx


async def settle(tx: Tx, order: Placed, *, at: datetime) -> bool:
    """Make a pending order paid as of `at`; False when it is not pending (any more).

    The caller holds the order's lock.
    """
    paid_at = min(at, tx.clock.now())
    moved = await tx.execute(
        update(Order)
        .where(
            Order.workspace_id == tx.workspace_id, Order.id == order.id, Order.state == "pending"
        )
        .values(state="paid", paid_fen=Order.payable_fen, paid_at=paid_at)
    )
    if moved.rowcount == 0:
        return False
    await offers.use(tx, order.id, off_fen=order.off_fen)
    await ledger.post(tx, entries_of(order, at=paid_at))
    await timeline.record(
        tx,
        "order.paid",
        order.contact_id,
        identity_id=order.identity_id,
        at=paid_at,
        key=f"order.paid:{order.order_no}",
        order_id=str(order.id),
        order_no=order.order_no,
        paid_fen=order.payable_fen,
        off_fen=order.off_fen,
    )
    return True


def entries_of(order: Placed, *, at: datetime) -> list[NewEntry]:
    """Return what a paid order brought and cost; the amounts add up to what was kept of it."""
    amounts = {
        "revenue": order.list_fen + order.freight_fen,
        "coupon": -order.off_fen,
        "goods": -order.cost_fen,
    }
    return [
        NewEntry(
            kind=kind,
            amount_fen=amount,
            ref_kind="order",
            ref_id=order.order_no,
            at=at,
            source_id=order.source_id,
            contact_id=order.contact_id,
            order_id=order.id,
        )
        for kind, amount in amounts.items()
        if amount or kind == "revenue"
    ]

"""The loop "orders": closes unpaid orders that are past their time, and moves refunds on.

The tables are the queue: an order or a refund is claimed for a minute of real time, and whoever
dies while holding it is replaced when that minute is over.
"""

from dataclasses import dataclass

import structlog

from pondkeeper.domain import offers
from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.ports import Pay, SendRefused, SendUnknown
from pondkeeper.domain.shop.actions.closing import claim_expired, close_order, open_payments
from pondkeeper.domain.shop.actions.refunding import claim_refunds, mark_refunded, put_off
from pondkeeper.domain.shop.given import DueRefund
from pondkeeper.domain.shop.payments import Doors, ask_after, make_unpayable, notify_url
from pondkeeper.kit.errors import Conflict, PondError, Unavailable

LOG = structlog.get_logger(__name__)
RECONCILE_AT_ONCE = 100


async def consume(doors: Doors, workspace_id: int) -> bool:
    """Do one round; True when there was something to do, so that more may wait."""
    async with doors.database.tx(workspace_id) as tx:
        expired = await claim_expired(tx)
        refunds = await claim_refunds(tx)
        await offers.expire_due(tx)
    for order_id in expired:
        await _close_expired(doors, workspace_id, order_id)
    for refund in refunds:
        await _move_on(doors, workspace_id, refund)
    return bool(expired or refunds)


async def _close_expired(doors: Doors, workspace_id: int, order_id: int) -> None:
    """Query, close, free: in this order. A payment made meanwhile wins."""
    async with doors.database.tx(workspace_id) as tx:
        payments = await open_payments(tx, order_id)
    try:
        for payment in payments:
            if not await make_unpayable(doors, workspace_id, payment):
                return
    except (SendRefused, SendUnknown, PondError) as error:
        # the claim runs out in a minute, then it is tried again; nothing was freed
        LOG.warning("order.not_closed", order_id=order_id, reason=str(error))
        return
    async with doors.database.tx(workspace_id) as tx:
        await close_order(tx, order_id)


async def _move_on(doors: Doors, workspace_id: int, refund: DueRefund) -> None:
    """Send a refund, or ask after one that was sent; the same number every time."""
    try:
        told = await _at_platform(doors, refund)
    except SendRefused as refused:
        lasting = refused.kind == "permanent"
        state = "abnormal" if lasting else refund.state
        return await _put_off(doors, workspace_id, refund, state, refused.hint, again=not lasting)
    except (SendUnknown, Unavailable) as unknown:
        return await _put_off(doors, workspace_id, refund, refund.state, str(unknown), again=True)
    if told is None:
        return await _put_off(doors, workspace_id, refund, "wire", "", again=True)
    async with doors.database.tx(workspace_id) as tx:
        moved = await mark_refunded(tx, told)
        if not moved and told.state == "processing":
            await put_off(tx, refund, state="processing", error="", again=True)
    return None


async def _at_platform(doors: Doors, refund: DueRefund) -> facts.Refunding | None:
    access = refund.access
    if access is None:
        raise Unavailable("The channel of this refund is switched off.")
    pay: Pay | None = doors.adapters.of(access.kind).pay
    if pay is None:
        raise Unavailable("This channel cannot give money back.")
    if refund.state == "processing":
        return await pay.query_refund(access, refund.out_refund_no)
    order = facts.RefundOrder(
        out_trade_no=refund.out_trade_no,
        out_refund_no=refund.out_refund_no,
        amount_fen=refund.amount_fen,
        total_fen=refund.total_fen,
        reason=refund.reason,
        notify_url=notify_url(doors.public_url, access),
        transaction_id=refund.transaction_id,
    )
    return await pay.refund(access, order)


async def _put_off(
    doors: Doors, workspace_id: int, refund: DueRefund, state: str, error: str, *, again: bool
) -> None:
    async with doors.database.tx(workspace_id) as tx:
        await put_off(tx, refund, state=state, error=error, again=again)


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What asking the platform after every open payment found; `unreached` are still not known."""

    asked: int = 0
    paid: int = 0
    closed: int = 0
    open: int = 0
    absent: int = 0
    unreached: int = 0


async def reconcile_payments(doors: Doors, workspace_id: int) -> Reconciled:
    """Ask the platform after every payment that may have been made, e.g. after a restore."""
    counts = dict.fromkeys(("paid", "closed", "open", "absent", "unreached"), 0)
    after_id = 0
    while True:
        async with doors.database.tx(workspace_id) as tx:
            payments = await open_payments(tx, after_id=after_id, limit=RECONCILE_AT_ONCE)
        if not payments:
            return Reconciled(asked=sum(counts.values()), **counts)
        for payment in payments:
            try:
                counts[await ask_after(doors, workspace_id, payment)] += 1
            except (SendRefused, SendUnknown, Unavailable, Conflict) as error:
                LOG.warning("payment.unreached", payment_id=payment.id, reason=str(error))
                counts["unreached"] += 1
        after_id = payments[-1].id

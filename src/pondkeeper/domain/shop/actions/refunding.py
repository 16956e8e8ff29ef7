"""Money going back: asked once, sent under one number, told by the platform."""

from datetime import timedelta
from typing import Any

from sqlalchemy import insert, update

from pondkeeper.domain import ledger, offers, timeline
from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.queries import accesses
from pondkeeper.domain.ledger import NewEntry
from pondkeeper.domain.shop.given import DueRefund, Placed, RefundSeen
from pondkeeper.domain.shop.models import Refund
from pondkeeper.kit import ids
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import Conflict, FieldError, InvalidInput, NotFound
from pondkeeper.kit.wake import wake

SQL = SqlFolder("pondkeeper.domain.shop")
LEASE = timedelta(seconds=60)
LONGEST_WAIT = timedelta(hours=6)
AT_ONCE = 20
REASON_CHARACTERS = 80
"""What the platform takes as a reason."""
MOVING = frozenset({"requested", "wire", "processing"})


async def request_refund(
    tx: Tx,
    order_id: int,
    *,
    amount_fen: int | None,
    reason: str,
    requested_by: str,
    approved: bool,
    restock: bool = False,
) -> RefundSeen:
    """Ask for money back: all that is left when `amount_fen` is None.

    `restock` says that the goods came back: they are for sale again once all the money is back.

    What is not approved waits for a member of staff, whose own request then takes it up. The
    same request again, while the first is moving, is the first. Raises NotFound, InvalidInput
    for an amount, Conflict when there is nothing (so much) to give back.
    """
    order = await _lock(tx, order_id)
    before = [one for one in await refunds_of(tx, order_id) if one.state in MOVING]
    waiting = next((one for one in before if one.state == "requested"), None)
    if waiting is not None and approved:
        return await _take_up(tx, order, waiting, amount_fen, reason, restock=restock)
    same = [one for one in before if one.requested_by == requested_by]
    if same and amount_fen in {None, same[-1].amount_fen}:
        return same[-1]
    payment_id, amount = await _fitting(tx, order, amount_fen, freed_fen=0)
    refund_id = await _keep(
        tx, order_id, payment_id, amount, reason, requested_by, approved=approved, restock=restock
    )
    return await _seen(tx, order_id, refund_id)


async def refuse_refund(tx: Tx, order_id: int, out_refund_no: str) -> RefundSeen:
    """Decline what a customer asked for. Raises NotFound, Conflict when it is on its way already.

    They may ask again; the order stays as it is.
    """
    await _lock(tx, order_id)
    refused = await tx.execute(
        update(Refund)
        .where(
            Refund.workspace_id == tx.workspace_id,
            Refund.order_id == order_id,
            Refund.out_refund_no == out_refund_no,
            Refund.state == "requested",
        )
        .values(state="closed", finished_at=tx.clock.now())
    )
    seen = [one for one in await refunds_of(tx, order_id) if one.out_refund_no == out_refund_no]
    if not seen:
        raise NotFound("There is no such refund.")
    if refused.rowcount == 0:
        raise Conflict("This refund does not wait for anybody (any more).", code="not_waiting")
    return seen[0]


async def give_surplus_back(tx: Tx, order_id: int, payment_id: int, amount_fen: int) -> None:
    """Send back a capture that came too late or twice."""
    await _keep(tx, order_id, payment_id, amount_fen, "订单已关闭或已支付", "system", approved=True)


async def refunds_of(tx: Tx, order_id: int) -> list[RefundSeen]:
    """Return what was asked back of an order, surplus captures apart."""
    return await tx.rows(
        SQL.refunds_of, into=RefundSeen, workspace_id=tx.workspace_id, order_id=order_id
    )


async def claim_refunds(tx: Tx) -> list[DueRefund]:
    """Take refunds that are due at the platform, for a minute of real time."""
    real = tx.clock.real()
    rows = await tx.rows(
        SQL.claim_refunds,
        workspace_id=tx.workspace_id,
        real=real,
        until=real + LEASE,
        limit=AT_ONCE,
    )
    opened = await accesses(tx, [row["channel_id"] for row in rows if row["channel_id"]])
    return [
        DueRefund(
            **{key: value for key, value in dict(row).items() if key != "channel_id"},
            access=opened.get(row["channel_id"]),
        )
        for row in rows
    ]


async def mark_refunded(
    tx: Tx, told: facts.Refunded | facts.Refunding, *, channel_id: int | None = None
) -> bool:
    """Take how a refund stands, told by a notice, an answer or a query; False when known.

    Raises NotFound for a number that is not ours, Conflict when amount or channel do not fit.
    """
    row = await tx.row(
        SQL.refund_by_number, workspace_id=tx.workspace_id, out_refund_no=told.out_refund_no
    )
    if row is None:
        raise NotFound("There is no refund of this number.")
    if told.amount_fen != row["amount_fen"] or channel_id not in {None, row["channel_id"]}:
        raise Conflict("This does not fit the refund it names.", code="refund_mismatch")
    order = await _lock(tx, row["order_id"])
    moved = await tx.value(
        SQL.finish_refund,
        workspace_id=tx.workspace_id,
        id=row["id"],
        state=told.state,
        refund_id=told.refund_id,
        now=tx.clock.now(),
    )
    if moved is None:
        return False
    if told.state == "success" and not row["surplus"]:
        whole = await _book(tx, order, told)
        if whole and row["restock"]:
            await tx.run(SQL.put_back_stock, workspace_id=tx.workspace_id, order_id=order.id)
    return True


async def put_off(tx: Tx, refund: DueRefund, *, state: str, error: str, again: bool) -> None:
    """Note why a refund did not move: tried again later, or (abnormal) looked at by a person."""
    wait = min(LEASE * 2 ** min(refund.attempts, 10), LONGEST_WAIT)
    await tx.execute(
        update(Refund)
        .where(
            Refund.workspace_id == tx.workspace_id,
            Refund.id == refund.id,
            Refund.state.in_(("wire", "processing")),
        )
        .values(state=state, error=error, retry_at=tx.clock.real() + wait if again else None)
    )


async def _lock(tx: Tx, order_id: int) -> Placed:
    found: list[Placed] = await tx.rows(
        SQL.lock_order, into=Placed, workspace_id=tx.workspace_id, id=order_id
    )
    if not found:
        raise NotFound("There is no such order.")
    return found[0]


async def _fitting(
    tx: Tx, order: Placed, amount_fen: int | None, *, freed_fen: int
) -> tuple[int, int]:
    """Return the payment to give back from and how much. Raises as `request_refund` does."""
    if amount_fen is not None and amount_fen <= 0:
        raise InvalidInput("Not an amount.", errors=[FieldError("amount_fen", "More than 0.")])
    if order.state not in {"paid", "refunded"}:
        raise Conflict("This order has not been paid.", code="not_paid")
    row = await tx.row(SQL.refund_room, workspace_id=tx.workspace_id, order_id=order.id)
    if row is None:
        raise Conflict("Nothing was paid here that could go back.", code="nothing_to_refund")
    room = row["room_fen"] + freed_fen
    amount = room if amount_fen is None else amount_fen
    if amount <= 0 or amount > room:
        raise Conflict("More than what is left of this order.", code="refund_too_much")
    return row["payment_id"], amount


async def _take_up(
    tx: Tx,
    order: Placed,
    waiting: RefundSeen,
    amount_fen: int | None,
    reason: str,
    *,
    restock: bool,
) -> RefundSeen:
    """Approve what a customer asked for, with the amount that staff decided."""
    _, amount = await _fitting(
        tx, order, amount_fen or waiting.amount_fen, freed_fen=waiting.amount_fen
    )
    await tx.execute(
        update(Refund)
        .where(
            Refund.workspace_id == tx.workspace_id,
            Refund.id == waiting.id,
            Refund.state == "requested",
        )
        .values(
            state="wire",
            amount_fen=amount,
            reason=(reason or waiting.reason)[:REASON_CHARACTERS],
            retry_at=tx.clock.real(),
            restock=restock,
        )
    )
    await wake(tx, "orders")
    return await _seen(tx, order.id, waiting.id)


async def _keep(
    tx: Tx,
    order_id: int,
    payment_id: int,
    amount_fen: int,
    reason: str,
    requested_by: str,
    *,
    approved: bool,
    restock: bool = False,
) -> int:
    made = await tx.execute(
        insert(Refund)
        .values(
            workspace_id=tx.workspace_id,
            order_id=order_id,
            payment_id=payment_id,
            out_refund_no=ids.number("R", tx.epoch, 22),
            state="wire" if approved else "requested",
            amount_fen=amount_fen,
            reason=reason.strip()[:REASON_CHARACTERS],
            requested_by=requested_by,
            requested_at=tx.clock.now(),
            restock=restock,
            retry_at=tx.clock.real() if approved else None,
        )
        .returning(Refund.id)
    )
    if approved:
        await wake(tx, "orders")
    return int(made.scalar_one())


async def _seen(tx: Tx, order_id: int, refund_id: int) -> RefundSeen:
    return next(one for one in await refunds_of(tx, order_id) if one.id == refund_id)


async def _book(tx: Tx, order: Placed, told: Any) -> bool:
    """Money went back to the customer: order, ledger, timeline; the coupon when all of it did.

    Returns whether all of it did.
    """
    at = min(told.at or tx.clock.now(), tx.clock.now())
    state = await tx.value(
        SQL.order_refunded, workspace_id=tx.workspace_id, id=order.id, amount_fen=told.amount_fen
    )
    entry = NewEntry(
        "refund",
        -told.amount_fen,
        "refund",
        told.out_refund_no,
        at,
        source_id=order.source_id,
        contact_id=order.contact_id,
        order_id=order.id,
    )
    await ledger.post(tx, [entry])
    if state == "refunded":
        await offers.give_back(tx, order.id)
    await timeline.record(
        tx,
        "order.refunded",
        order.contact_id,
        identity_id=order.identity_id,
        at=at,
        key=f"order.refunded:{told.out_refund_no}",
        order_id=str(order.id),
        order_no=order.order_no,
        amount_fen=told.amount_fen,
        whole=state == "refunded",
    )
    return bool(state == "refunded")

"""Being paid: an intent before the outside call, its result after, and captures as they come."""

from typing import Any

from sqlalchemy import insert, update

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.domain.channels.queries import access, first_of_kind
from pondkeeper.domain.shop.actions.refunding import give_surplus_back
from pondkeeper.domain.shop.actions.settling import settle
from pondkeeper.domain.shop.given import PayIntent, Placed
from pondkeeper.domain.shop.models import Payment
from pondkeeper.kit import ids
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import Conflict, NotFound, Unavailable

SQL = SqlFolder("pondkeeper.domain.shop")
DESCRIPTION_CHARACTERS = 40
CAPTURED = frozenset({"success", "refund"})
"""States in which the platform has (had) the money: 'refund' says that some went back since."""


class PaymentMismatch(Conflict):
    """A notice of payment that does not fit the order it names: nothing is granted on it."""

    code = "payment_mismatch"


async def begin_payment(tx: Tx, order_id: int) -> PayIntent | None:
    """Write down that a payment is about to be asked for; None when there is nothing to pay.

    An attempt that is still open is taken up again under its number. Raises NotFound, Conflict
    when the order is closed or too old, Unavailable when there is no channel to be paid through.
    """
    order = await lock_order(tx, order_id)
    if order.payable_fen == 0 or order.state in {"paid", "refunded"}:
        return None
    if order.state != "pending" or order.expires_at is None or order.expires_at <= tx.clock.now():
        raise Conflict("This order is closed; place it again.", code="order_closed")
    if order.contact_id is None:
        raise Conflict("Nobody placed this order here.")
    row = await tx.row(SQL.payment_of_order, workspace_id=tx.workspace_id, order_id=order_id)
    pay = await _pay_channel(tx, row)
    if row is None:
        row = await _new_payment(tx, order, pay.channel_id)
    openid, external_id, corp = await _payer(tx, order.contact_id, pay.settings.get("appid", ""))
    first: str = await tx.value(SQL.first_line, workspace_id=tx.workspace_id, order_id=order_id)
    return PayIntent(
        payment_id=row["id"],
        order_id=order.id,
        contact_id=order.contact_id,
        out_trade_no=row["out_trade_no"],
        amount_fen=row["amount_fen"],
        description=first[:DESCRIPTION_CHARACTERS],
        expires_at=order.expires_at,
        access=pay,
        openid=openid,
        external_id=external_id,
        wecom=corp,
        handed=row["handed"],
    )


async def lock_order(tx: Tx, order_id: int) -> Placed:
    """Return an order that nobody else changes until the transaction ends. Raises NotFound."""
    found: list[Placed] = await tx.rows(
        SQL.lock_order, into=Placed, workspace_id=tx.workspace_id, id=order_id
    )
    if not found:
        raise NotFound("There is no such order.")
    return found[0]


async def hand(
    tx: Tx, payment_id: int, *, openid: str, prepay_id: str, values: dict[str, Any]
) -> dict[str, Any]:
    """Keep what the page pays with; returns what it was given first."""
    kept: dict[str, Any] = await tx.value(
        SQL.hand,
        workspace_id=tx.workspace_id,
        id=payment_id,
        openid=openid,
        prepay_id=prepay_id,
        handed=values,
    )
    return kept


async def note_payment(tx: Tx, payment_id: int, state: str) -> None:
    """Note that an attempt failed, closed, or ended without an answer we can trust (unknown)."""
    await tx.execute(
        update(Payment)
        .where(
            Payment.workspace_id == tx.workspace_id,
            Payment.id == payment_id,
            Payment.state.in_(("created", "requested", "unknown")),
        )
        .values(state=state, closed_at=None if state == "unknown" else tx.clock.now())
    )


async def mark_paid(tx: Tx, paid: facts.Paid, *, channel_id: int | None = None) -> bool:
    """Take a capture, told by a notice or by a query; False when it was known.

    Each capture is a row of its own. One for an order that is closed, or paid already, is kept
    and goes back by itself, under another number or another transaction of the same.
    Raises NotFound for a number that is not ours, PaymentMismatch when merchant, app, amount or
    state do not fit: `amount_fen` is the order's total, whatever the payer's
    own coupons at the platform took over.
    """
    row = await tx.row(
        SQL.payment_by_number, workspace_id=tx.workspace_id, out_trade_no=paid.out_trade_no
    )
    if row is None:
        raise NotFound("There is no payment of this number.")
    order = await lock_order(tx, row["order_id"])
    _verify(paid, row, channel_id)
    captured = await tx.value(
        SQL.capture,
        workspace_id=tx.workspace_id,
        id=row["id"],
        transaction_id=paid.transaction_id,
        payer_total_fen=paid.payer_total_fen,
        payer_openid=paid.payer_openid,
        paid_at=min(paid.at, tx.clock.now()),
        surplus=order.state != "pending",
    )
    if captured is None:
        return await _capture_again(tx, order, row["id"], row["amount_fen"], paid)
    if not await settle(tx, order, at=paid.at):
        await give_surplus_back(tx, order.id, row["id"], row["amount_fen"])
    return True


async def _pay_channel(tx: Tx, row: Any) -> ChannelAccess:
    pay = await (access(tx, row["channel_id"]) if row else first_of_kind(tx, "wechat_pay"))
    if pay is None:
        raise Unavailable(
            "Payment is not set up yet.", hint="Add a WeChat Pay account.", code="no_pay_channel"
        )
    return pay


async def _new_payment(tx: Tx, order: Placed, channel_id: int) -> dict[str, Any]:
    row: dict[str, Any] = {
        "order_id": order.id,
        "channel_id": channel_id,
        "out_trade_no": ids.number("P", tx.epoch, 22),
        "amount_fen": order.payable_fen,
    }
    made = await tx.execute(
        insert(Payment)
        .values(
            row
            | {
                "workspace_id": tx.workspace_id,
                "epoch": tx.epoch,
                "created_at": tx.clock.now(),
            }
        )
        .returning(Payment.id)
    )
    return row | {"id": made.scalar_one(), "handed": None}


async def _payer(tx: Tx, contact_id: int, appid: str) -> tuple[str, str, ChannelAccess | None]:
    """Return (openid, '', None), or ('', WeCom id, its channel) to learn the openid from."""
    rows = await tx.rows(
        SQL.payer, workspace_id=tx.workspace_id, contact_id=contact_id, appid=appid
    )
    if rows and rows[0]["kind"] == "openid":
        return rows[0]["key"], "", None
    corp = await first_of_kind(tx, "wecom") if rows else None
    if corp is None:
        raise Conflict(
            "We do not know this customer's WeChat yet.",
            hint="Open the link in WeChat.",
            code="payer_unknown",
        )
    return "", rows[0]["key"], corp


def _verify(paid: facts.Paid, row: Any, channel_id: int | None) -> None:
    fits = {
        "channel": channel_id in {None, row["channel_id"]},
        "mchid": paid.mchid == (row["mchid"] or "").strip(),
        "appid": paid.appid == (row["appid"] or "").strip(),
        "amount": paid.amount_fen == row["amount_fen"],
        "trade_state": paid.trade_state in CAPTURED,
        "transaction": bool(paid.transaction_id),
    }
    wrong = [name for name, right in fits.items() if not right]
    if wrong:
        raise PaymentMismatch(f"The payment does not fit its order: {', '.join(wrong)}.")


async def _capture_again(
    tx: Tx, order: Placed, payment_id: int, amount_fen: int, paid: facts.Paid
) -> bool:
    """Take what is told of a number that was paid: a repeat, or money taken twice (True)."""
    again = await tx.value(
        SQL.capture_again,
        workspace_id=tx.workspace_id,
        id=payment_id,
        transaction_id=paid.transaction_id,
        payer_total_fen=paid.payer_total_fen,
        payer_openid=paid.payer_openid,
        paid_at=min(paid.at, tx.clock.now()),
    )
    if again is None:
        return False
    await give_surplus_back(tx, order.id, again, amount_fen)
    return True

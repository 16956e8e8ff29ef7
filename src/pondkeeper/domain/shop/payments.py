"""Payments at the platform: asked for, asked after, closed. Each step is a transaction of its own
and the outside calls stand between them; every step may be repeated.
"""

from datetime import datetime
from typing import Any, Protocol

from pondkeeper.domain import contacts
from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.ports import ChannelAccess, Pay, SendRefused, SendUnknown
from pondkeeper.domain.channels.registry import Adapters
from pondkeeper.domain.shop.actions.paying import (
    CAPTURED,
    begin_payment,
    hand,
    mark_paid,
    note_payment,
)
from pondkeeper.domain.shop.given import OpenPayment, PayIntent
from pondkeeper.kit.db import Actor, Database
from pondkeeper.kit.errors import Conflict, Unavailable

LATER = "Payment does not answer now."
AGAIN = "Try again in a moment."
TRIES = 2


class Doors(Protocol):
    """What a process lends to this room; `public_url` (no slash at the end) is where it is."""

    @property
    def database(self) -> Database: ...

    @property
    def adapters(self) -> Adapters: ...

    @property
    def public_url(self) -> str: ...


async def prepare_payment(
    doors: Doors, workspace_id: int, order_id: int, actor: Actor | None = None
) -> dict[str, Any] | None:
    """Return what the page hands to WeChat to be paid; None when there is nothing (more) to pay.

    The same values on every repeat; a lost answer is asked for again under the same number.
    Raises NotFound, Conflict (closed, payer unknown, refused) and Unavailable (try again).
    """
    async with doors.database.tx(workspace_id, actor) as tx:
        intent = await begin_payment(tx, order_id)
    if intent is None:
        return None
    if intent.handed is not None:
        return intent.handed
    try:
        openid = intent.openid or await _learn_openid(doors, intent)
        asked = await _pay(doors, intent.access).jsapi(
            intent.access, _pay_order(intent, openid, doors.public_url)
        )
    except SendUnknown as unknown:
        await _note(doors, intent, "unknown")
        raise Unavailable(LATER, hint=AGAIN) from unknown
    except SendRefused as refused:
        await _refused(doors, intent, refused)
        raise
    async with doors.database.tx(workspace_id, actor) as tx:
        prepay_id = asked.package.removeprefix("prepay_id=")
        return await hand(
            tx, intent.payment_id, openid=openid, prepay_id=prepay_id, values=_page_values(asked)
        )


async def ask_after(doors: Doors, workspace_id: int, payment: OpenPayment) -> str:
    """Ask the platform how a payment stands and take it over: paid, closed, open or absent.

    Raises SendRefused and SendUnknown, and Unavailable when the channel is switched off.
    """
    if payment.access is None:
        raise Unavailable("The channel of this payment is switched off.")
    found = await _pay(doors, payment.access).query(payment.access, payment.out_trade_no)
    if found is None:
        return "absent"
    async with doors.database.tx(workspace_id) as tx:
        if found.trade_state in CAPTURED:
            await mark_paid(tx, as_paid(found, tx.clock.now()))
            return "paid"
        if found.trade_state in {"closed", "revoked"}:
            await note_payment(tx, payment.id, "closed")
            return "closed"
    return "open"


async def make_unpayable(doors: Doors, workspace_id: int, payment: OpenPayment) -> bool:
    """See to it that a payment cannot be made any more; False when it was made.

    Query, then close; when closing is refused somebody paid in between, or the platform is in
    trouble: the second query tells. Raises SendRefused, SendUnknown and Unavailable.
    """
    for attempt in range(TRIES):
        state = await ask_after(doors, workspace_id, payment)
        if state != "open":
            return state != "paid"
        try:
            await _close(doors, payment)
        except SendRefused:
            if attempt == TRIES - 1:
                raise
        else:
            return True
    return False


async def _close(doors: Doors, payment: OpenPayment) -> None:
    if payment.access is not None:
        await _pay(doors, payment.access).close(payment.access, payment.out_trade_no)


async def _learn_openid(doors: Doors, intent: PayIntent) -> str:
    """Ask WeCom under which openid the customer pays, and keep it as one of their faces."""
    reader = doors.adapters.of("wecom").contacts
    if intent.wecom is None or reader is None:
        raise Conflict("We do not know this customer's WeChat yet.", code="payer_unknown")
    openid = await reader.openid(intent.wecom, intent.external_id)
    face = contacts.Face("openid", intent.access.settings.get("appid", ""), openid)
    async with doors.database.tx(intent.access.workspace_id) as tx:
        await contacts.link(tx, intent.contact_id, face, note="wecom")
    return openid


async def _refused(doors: Doors, intent: PayIntent, refused: SendRefused) -> None:
    """Turn a refusal into what the customer can do about it.

    A permanent one may mean that this number was paid or closed already: the platform is asked,
    and otherwise the attempt is over, so that the next one gets a number of its own.
    """
    if refused.kind in {"retry", "quota"}:
        raise Unavailable(LATER, hint=AGAIN) from refused
    payment = OpenPayment(
        intent.payment_id, intent.order_id, intent.out_trade_no, "requested", intent.access
    )
    try:
        state = await ask_after(doors, intent.access.workspace_id, payment)
    except (SendRefused, SendUnknown) as error:
        raise Unavailable(LATER, hint=AGAIN) from error
    if state == "paid":
        raise Conflict("This order is paid already.", code="already_paid") from refused
    await _note(doors, intent, "failed")
    raise Conflict("The payment was refused.", hint=refused.hint, code="refused") from refused


async def _note(doors: Doors, intent: PayIntent, state: str) -> None:
    async with doors.database.tx(intent.access.workspace_id) as tx:
        await note_payment(tx, intent.payment_id, state)


def _pay(doors: Doors, access: ChannelAccess) -> Pay:
    pay = doors.adapters.of(access.kind).pay
    if pay is None:
        raise Unavailable("This channel cannot take payments.")
    return pay


def _pay_order(intent: PayIntent, openid: str, public_url: str) -> facts.PayOrder:
    return facts.PayOrder(
        out_trade_no=intent.out_trade_no,
        description=intent.description,
        amount_fen=intent.amount_fen,
        payer_openid=openid,
        notify_url=notify_url(public_url, intent.access),
        expires_at=intent.expires_at,
    )


def notify_url(public_url: str, access: ChannelAccess) -> str:
    """Return the address at which a channel's platform tells us things."""
    return f"{public_url}/callbacks/{access.public_key}"


def _page_values(pay: facts.JsapiPay) -> dict[str, Any]:
    return {
        "appId": pay.app_id,
        "timeStamp": pay.time_stamp,
        "nonceStr": pay.nonce_str,
        "package": pay.package,
        "signType": pay.sign_type,
        "paySign": pay.pay_sign,
    }


def as_paid(found: facts.Payment, now: datetime) -> facts.Paid:
    """Return a payment that was asked after as the fact that a notice would tell."""
    return facts.Paid(
        out_trade_no=found.out_trade_no,
        transaction_id=found.transaction_id,
        amount_fen=found.amount_fen,
        payer_total_fen=found.payer_total_fen,
        payer_openid=found.payer_openid,
        appid=found.appid,
        mchid=found.mchid,
        trade_state=found.trade_state,
        at=found.at or now,
    )

"""Sends of which nobody knows whether they arrived, and a named person's word on each."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from litestar import get, post
from litestar.params import JSONBody, Parameter

from pondkeeper.api.door import Door
from pondkeeper.api.shapes import PageOf, Ref, newest_page, number, ref
from pondkeeper.domain import messaging
from pondkeeper.domain.insight import deliveries

Limit = Annotated[int, Parameter(ge=1, le=200)]


class UnknownDelivery(msgspec.Struct):
    """One call without an answer."""

    id: str
    lane: str
    kind: str
    recipients: int
    contact: Ref | None
    code: str
    hint: str
    sent_at: datetime | None
    expires_at: datetime | None


class Settlement(msgspec.Struct):
    """What a person found out."""

    outcome: Literal["sent", "failed"]


@get("/api/deliveries/unknown")
async def list_unknown(
    door: Door, cursor: str | None = None, limit: Limit = 50
) -> PageOf[UnknownDelivery]:
    """List sends without an answer to customers that I may see, newest first."""
    async with door.tx("contacts.read") as tx:
        rows = await deliveries.unknown_deliveries(
            tx, before=number(cursor, "cursor"), limit=limit + 1
        )
    return newest_page(rows, limit, _shape)


@post("/api/deliveries/{delivery_id:int}/settlement", status_code=204)
async def settle(door: Door, delivery_id: int, data: JSONBody[Settlement]) -> None:
    """Say whether it arrived."""
    door.about("delivery", delivery_id, outcome=data.outcome)
    async with door.tx("contacts.write") as tx:
        await deliveries.check_delivery(tx, delivery_id)
        await messaging.settle_unknown(tx, delivery_id, data.outcome)


@post("/api/deliveries/{delivery_id:int}/resend", status_code=204)
async def resend(door: Door, delivery_id: int) -> None:
    """Send it again, on one's own word."""
    door.about("delivery", delivery_id)
    async with door.tx("contacts.write") as tx:
        await deliveries.check_delivery(tx, delivery_id)
        await messaging.resend_unknown(tx, delivery_id)


def _shape(row: deliveries.UnknownDelivery) -> UnknownDelivery:
    return UnknownDelivery(
        id=str(row.id),
        lane=row.lane,
        kind=row.kind,
        recipients=row.recipients,
        contact=ref(row.contact_id, row.contact_name),
        code=row.error_code,
        hint=row.error_hint,
        sent_at=row.wire_at,
        expires_at=row.expires_at,
    )


ROUTES: tuple[Any, ...] = (list_unknown, settle, resend)

"""Deliveries of which nobody knows whether they arrived, as far as the actor sees customers."""

from dataclasses import dataclass
from datetime import datetime

from pondkeeper.domain.insight.scope import seen
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import NotFound

SQL = SqlFolder(__package__)


@dataclass(frozen=True, slots=True)
class UnknownDelivery:
    """One delivery without an answer, and to whom it went."""

    id: int
    lane: str
    kind: str
    error_code: str
    error_hint: str
    wire_at: datetime | None
    expires_at: datetime | None
    recipients: int
    contact_id: int | None
    contact_name: str | None


async def unknown_deliveries(
    tx: Tx, *, before: int | None = None, limit: int = 50
) -> list[UnknownDelivery]:
    """Return those whose recipients the actor may all see, newest first, before the id `before`."""
    return await tx.rows(
        SQL.unknown_deliveries, into=UnknownDelivery, workspace_id=tx.workspace_id,
        before=before, limit=limit, **seen(tx),
    )


async def check_delivery(tx: Tx, delivery_id: int) -> None:
    """Raise NotFound when there is no such delivery or it went to somebody out of scope."""
    if not await tx.value(
        SQL.delivery_seen, workspace_id=tx.workspace_id, id=delivery_id, **seen(tx)
    ):
        raise NotFound("There is no such send, or it is not yours to see.")

"""Reading addresses and what they were told."""

from dataclasses import dataclass
from datetime import datetime

from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import NotFound

SQL = SqlFolder(__package__)


@dataclass(frozen=True, slots=True)
class EndpointRow:
    """An address as the console shows it, without its secrets."""

    id: int
    name: str
    url: str
    kinds: list[str]
    active: bool
    failing_since: datetime | None
    disabled_at: datetime | None
    last_sent_at: datetime | None
    created_at: datetime
    waiting: int
    failed: int


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One telling and its last answer."""

    id: int
    endpoint_id: int
    message_id: str
    kind: str
    event_id: int | None
    contact_id: int | None
    state: str
    attempts: int
    due_at: datetime
    tried_at: datetime | None
    status: int | None
    took_ms: int | None
    error: str
    answer: str
    created_at: datetime


async def endpoints(tx: Tx) -> list[EndpointRow]:
    """Return all addresses of the brand, oldest first."""
    return await tx.rows(SQL.endpoints, into=EndpointRow, workspace_id=tx.workspace_id, id=None)


async def endpoint(tx: Tx, endpoint_id: int) -> EndpointRow:
    """Return one address. Raises NotFound."""
    found: list[EndpointRow] = await tx.rows(
        SQL.endpoints, into=EndpointRow, workspace_id=tx.workspace_id, id=endpoint_id
    )
    if not found:
        raise NotFound("There is no such webhook.")
    return found[0]


async def deliveries(
    tx: Tx, endpoint_id: int | None, *, state: str | None, before: int | None, limit: int
) -> list[DeliveryRow]:
    """Return the newest tellings of an address (or of all), before the id `before`."""
    return await tx.rows(
        SQL.deliveries,
        into=DeliveryRow,
        workspace_id=tx.workspace_id,
        endpoint_id=endpoint_id,
        state=state,
        before=before,
        limit=limit,
    )

"""Reading what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pondkeeper.kit.db import SqlFolder, Tx

SQL = SqlFolder(__package__)


@dataclass(frozen=True, slots=True)
class Happened:
    """One event as it was recorded."""

    id: int
    kind: str
    at: datetime
    received_at: datetime
    contact_id: int | None
    identity_id: int | None
    origin: str
    props: dict[str, Any]


async def events(tx: Tx, payload: dict[str, Any]) -> list[Happened]:
    """Return the events that a reaction's job names (`event_ids`, `received_at`)."""
    return await tx.rows(
        SQL.events,
        into=Happened,
        workspace_id=tx.workspace_id,
        received_at=datetime.fromisoformat(payload["received_at"]),
        ids=payload["event_ids"],
    )


async def of_contact(
    tx: Tx,
    contact_ids: Sequence[int],
    *,
    visitor_ids: Sequence[int] = (),
    kinds: Sequence[str] | None = None,
    but: Sequence[str] | None = None,
    before: tuple[datetime, int] | None = None,
    limit: int = 50,
) -> list[Happened]:
    """Return at most `limit` events of a person (all merged contacts), newest first.

    `visitor_ids` are identities of theirs: what those did before they had a name is told too.
    Of all kinds, of `kinds` only, or of all `but` some.
    """
    before_at, before_id = before or (None, None)
    return await tx.rows(
        SQL.of_contact,
        into=Happened,
        workspace_id=tx.workspace_id,
        contact_ids=list(contact_ids),
        visitor_ids=list(visitor_ids),
        kinds=list(kinds) if kinds else None,
        but=list(but) if but else None,
        before_at=before_at,
        before_id=before_id,
        limit=limit,
    )

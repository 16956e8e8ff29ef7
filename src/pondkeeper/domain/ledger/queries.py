"""Reading money."""

from dataclasses import dataclass
from datetime import date

from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import NotFound

SQL = SqlFolder(__package__)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a source cost on a day; `amount_fen` is positive here."""

    id: int
    source_id: int
    kind: str
    amount_fen: int
    day: date
    note: str


async def costs_of(tx: Tx, source_id: int, limit: int = 100) -> list[Cost]:
    """Return the costs of a source, newest day first. Raises NotFound."""
    await check_source(tx, source_id)
    return await tx.rows(
        SQL.costs_of, into=Cost, workspace_id=tx.workspace_id, source_id=source_id, limit=limit
    )


async def check_source(tx: Tx, source_id: int) -> None:
    """Raise NotFound when there is no such source here."""
    if await tx.value(SQL.source, workspace_id=tx.workspace_id, source_id=source_id) is None:
        raise NotFound("There is no such source.")

"""What the people who came through a code ordered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pondkeeper.kit.db import SqlFolder, Tx

SQL = SqlFolder(__package__)


@dataclass(frozen=True, slots=True)
class CodeOrders:
    """Paid orders of a code's people since each came; money in fen, refunds taken off."""

    code_id: int
    buyers: int
    revenue_fen: int


@dataclass(frozen=True, slots=True)
class CodeCounts:
    """Orders of a code's people, by local day and by the member who took them."""

    day: date
    member_id: str
    orders: int


@dataclass(frozen=True, slots=True)
class CodeLosses:
    """Of those added at least 30 days ago, how many deleted us within 30 days."""

    matured: int
    lost: int


async def code_orders(tx: Tx, code_ids: Sequence[int]) -> dict[int, CodeOrders]:
    """Return buyers and net revenue per code; a code without orders is left out."""
    rows = await tx.rows(
        SQL.code_orders, into=CodeOrders, workspace_id=tx.workspace_id, code_ids=list(code_ids)
    )
    return {row.code_id: row for row in rows}


async def code_counts(tx: Tx, code_id: int, *, zone: str, since: datetime) -> list[CodeCounts]:
    """Return paid orders per local day of `zone` and member, since a moment."""
    return await tx.rows(
        SQL.code_counts,
        into=CodeCounts,
        workspace_id=tx.workspace_id,
        code_id=code_id,
        zone=zone,
        since=since,
    )


async def code_losses(tx: Tx, code_id: int, *, now: datetime) -> CodeLosses:
    """Return the base and the count of deletions within 30 days."""
    rows: list[CodeLosses] = await tx.rows(
        SQL.code_losses, into=CodeLosses, workspace_id=tx.workspace_id, code_id=code_id, now=now
    )
    return rows[0]

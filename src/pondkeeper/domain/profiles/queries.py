"""Reading what was worked out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pondkeeper.kit.db import SqlFolder, Tx

SQL = SqlFolder(__package__)


@dataclass(frozen=True, slots=True)
class Model:
    """A fit as it was kept; `params` says why when it is not `fitted`."""

    id: int
    kind: str
    fitted_at: datetime
    fitted: bool
    params: dict[str, Any]


async def latest_model(tx: Tx, kind: str) -> Model | None:
    """Return the newest fit of this kind, or None before the first."""
    row = await tx.row(SQL.latest_model, workspace_id=tx.workspace_id, kind=kind)
    return None if row is None else Model(**dict(row))

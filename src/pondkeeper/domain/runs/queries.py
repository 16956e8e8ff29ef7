"""Runs as they are listed."""

from typing import Any

from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import NotFound

SQL = SqlFolder(__package__)


async def list_runs(
    tx: Tx, *, state: str | None, kind: str | None, active: bool, before_id: int | None, limit: int
) -> list[Any]:
    """Return runs, newest first."""
    return await tx.rows(
        SQL.list_runs, workspace_id=tx.workspace_id, id=None, state=state, kind=kind,
        active=active, before_id=before_id, limit=limit,
    )


async def run(tx: Tx, run_id: int) -> Any:
    """Return one run. Raises NotFound."""
    found = await tx.rows(
        SQL.list_runs, workspace_id=tx.workspace_id, id=run_id, state=None, kind=None,
        active=False, before_id=None, limit=1,
    )
    if not found:
        raise NotFound("There is no such run.")
    return found[0]

"""Runs as they are listed: one's own, and everybody's for who may begin or audit such work."""

from typing import Any, Final

from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import NotFound

SQL = SqlFolder(__package__)
WIDER: Final = frozenset({"imports.write", "audit.read"})


def sees_every(tx: Tx) -> bool:
    """Whether the actor sees runs that others began: all customers are theirs to see, and work
    done for the whole brand is their business. The product itself sees every run.
    """
    actor = tx.actor
    return actor.kind == "system" or (actor.scope == "all" and bool(actor.rights & WIDER))


def _seen(tx: Tx) -> dict[str, Any]:
    """Return what the list asks for. A run begun by a key is nobody's, and so every key's."""
    return {
        "every": sees_every(tx),
        "mine": tx.actor.id if tx.actor.kind == "staff" else None,
    }


async def list_runs(
    tx: Tx, *, state: str | None, kind: str | None, active: bool, before_id: int | None, limit: int
) -> list[Any]:
    """Return runs that the actor may see, newest first."""
    return await tx.rows(
        SQL.list_runs, workspace_id=tx.workspace_id, id=None, state=state, kind=kind,
        active=active, before_id=before_id, limit=limit, **_seen(tx),
    )


async def run(tx: Tx, run_id: int) -> Any:
    """Return one run. Raises NotFound when there is none or it is not the actor's to see."""
    found = await tx.rows(
        SQL.list_runs, workspace_id=tx.workspace_id, id=run_id, state=None, kind=None,
        active=False, before_id=None, limit=1, **_seen(tx),
    )
    if not found:
        raise NotFound("There is no such run, or it is not yours to see.")
    return found[0]

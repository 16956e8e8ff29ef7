"""After a restore: what must not be sent until a named person says so."""

from pondkeeper.kit.db import SqlFolder, Tx

SQL = SqlFolder(__package__)


async def is_held(tx: Tx) -> bool:
    """Return whether sending of an earlier epoch is held in this workspace."""
    return bool(await tx.value(SQL.is_held, workspace_id=tx.workspace_id))

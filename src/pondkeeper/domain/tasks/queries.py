"""Reading what there is to do."""

from datetime import datetime
from typing import Any

from pondkeeper.domain.contacts import scope_parameters
from pondkeeper.kit.db import SqlFolder, Tx

SQL = SqlFolder(__package__)


async def open_tasks(
    tx: Tx,
    *,
    staff_id: int | None = None,
    after: tuple[datetime, int] | None = None,
    limit: int = 50,
) -> list[Any]:
    """Return open tasks that the actor may see, due first; of one member and nobody's if named."""
    after_due, after_id = after or (None, None)
    return await tx.rows(
        SQL.open_list,
        workspace_id=tx.workspace_id,
        staff_id=staff_id,
        after_due=after_due,
        after_id=after_id,
        limit=limit,
        **scope_parameters(tx),
    )

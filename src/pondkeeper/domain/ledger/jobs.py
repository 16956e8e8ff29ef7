"""What follows by itself and costs money."""

from typing import Any

from pondkeeper.domain import timeline
from pondkeeper.domain.ledger.actions import NewEntry, post
from pondkeeper.kit.db import SqlFolder

SQL = SqlFolder(__package__)


async def post_add_cost(doors: Any, payload: dict[str, Any]) -> None:
    """Post what the code promises per person who came through it, once per person and code."""
    async with doors.database.tx(payload["workspace_id"], repeatable=True) as tx:
        happened = await timeline.events(tx, payload)
        rows = await tx.rows(
            SQL.add_costs,
            workspace_id=tx.workspace_id,
            contact_ids=[event.contact_id for event in happened],
            code_ids=[_number(event.props.get("code_id")) for event in happened],
            times=[event.at for event in happened],
        )
        await post(tx, [NewEntry(**dict(row)) for row in rows])


def _number(value: Any) -> int | None:
    return None if value in (None, "") else int(value)

"""The run an operator watches while a handover is listed and asked for.

It ends when every customer was asked for: the platform then waits a day for the customers, which
the loop 'handovers' follows, as long as it takes.
"""

import asyncio

from pondkeeper.domain import runs
from pondkeeper.domain.channels.handovers import consume
from pondkeeper.domain.channels.registry import ChannelDoors
from pondkeeper.domain.runs import Claimed
from pondkeeper.kit.db import SqlFolder
from pondkeeper.kit.errors import NotFound

SQL = SqlFolder(__package__)
LOOK_AGAIN_S = 0.5


async def run(doors: ChannelDoors, workspace_id: int, claimed: Claimed) -> None:
    """Run kind 'handover': {handover_id}."""
    while True:
        async with doors.database.tx(workspace_id) as tx:
            handover_id = int(claimed.params["handover_id"])
            row = await tx.row(SQL.handover_counts, workspace_id=workspace_id, id=handover_id)
            if row is None:
                raise NotFound("There is no such handover.")
            counts = {"total": row["total"], "asked": row["asked"], "failed": row["failed"]}
            await runs.progress(
                tx, claimed, done=row["asked"], failed=row["failed"], total=row["total"]
            )
            if row["state"] in {"waiting", "done"}:
                await runs.finish(tx, claimed, result=counts)
                return
        if not await consume(doors, workspace_id):
            await asyncio.sleep(LOOK_AGAIN_S)

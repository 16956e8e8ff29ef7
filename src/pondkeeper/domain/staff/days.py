"""The turn of the day: what is done once per local day of a brand, whenever the day is noticed."""

from collections.abc import Sequence

from pondkeeper.domain.staff.queries import timezone
from pondkeeper.kit.clock import local_day
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.jobs import Job

SQL = SqlFolder(__package__)


async def begin_day(tx: Tx, daily: Sequence[str]) -> bool:
    """Enqueue the day's jobs, once per day; False when the day has begun already."""
    today = local_day(tx.clock.now(), await timezone(tx))
    if not await tx.run(SQL.begin_day, workspace_id=tx.workspace_id, today=today):
        return False
    payload = {"workspace_id": tx.workspace_id, "day": today.isoformat()}
    await tx.enqueue(*(Job(name, payload) for name in daily))
    return True

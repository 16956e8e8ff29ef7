"""The turn of the day: what is done once per local day of a brand, whenever the day is noticed."""

from collections.abc import Sequence
from datetime import date

from pondkeeper.domain.staff.queries import timezone
from pondkeeper.kit.clock import local_day
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.jobs import Job

SQL = SqlFolder(__package__)
MONDAY = 0


async def begin_day(tx: Tx, daily: Sequence[str], weekly: Sequence[str]) -> date | None:
    """Enqueue the day's jobs once; `weekly` ones on Mondays, or when days were missed. None when
    the day has begun already.
    """
    today = local_day(tx.clock.now(), await timezone(tx))
    row = await tx.row(SQL.begin_day, workspace_id=tx.workspace_id, today=today)
    if row is None:
        return None
    missed = row["before"] is None or (today - row["before"]).days > today.weekday()
    names = [*daily, *(weekly if missed or today.weekday() == MONDAY else ())]
    payload = {"workspace_id": tx.workspace_id, "day": today.isoformat()}
    await tx.enqueue(*(Job(name, payload) for name in names))
    return today

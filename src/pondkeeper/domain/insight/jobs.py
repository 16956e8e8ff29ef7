"""The fit of the value models, day by day and on demand."""

from datetime import datetime, timedelta
from typing import Any, Final

from pondkeeper.domain.insight.values import latest_fit
from pondkeeper.kit.doors import Doors

REST: Final = timedelta(seconds=30)
"""Machine time between two daily fits: where weeks pass in a minute, not every day is fitted."""


async def fit_daily(doors: Doors, payload: dict[str, Any]) -> None:
    """Fit and score, unless that was done a moment ago: the job 'insight.fit_daily'."""
    async with doors.database.tx(payload["workspace_id"]) as tx:
        last = await latest_fit(tx)
        rested = last is None or _ended(last.params) + REST <= tx.clock.real()
    if rested:
        await fit(doors, payload)


async def fit(doors: Doors, payload: dict[str, Any]) -> None:
    """Fit and score now: the job 'insight.fit'."""
    # Loads numpy and scipy, a second and 60 MB that only a worker which fits should spend.
    from pondkeeper.domain.insight.fitting import fit_workspace  # noqa: PLC0415

    await fit_workspace(doors.database, payload["workspace_id"])


def _ended(params: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(params["real_at"])

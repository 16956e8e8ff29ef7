"""The fit of the value models, every so often and on demand."""

from typing import Any

from pondkeeper.kit.doors import Doors


async def fit(doors: Doors, payload: dict[str, Any]) -> None:
    """Fit and score now: the job 'insight.fit'."""
    # Loads numpy and scipy, a second and 60 MB that only a worker which fits should spend.
    from pondkeeper.domain.insight.fitting import fit_workspace  # noqa: PLC0415

    await fit_workspace(doors.database, payload["workspace_id"])

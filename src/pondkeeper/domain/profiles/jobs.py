"""What a day brings."""

from typing import Any

from pondkeeper.domain.profiles.scoring import keep_cuts
from pondkeeper.kit.doors import Doors


async def calibrate(doors: Doors, payload: dict[str, Any]) -> None:
    """Take the day's RFM cut points."""
    await keep_cuts(doors.database, payload["workspace_id"])

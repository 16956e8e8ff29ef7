"""What follows an event, and what a day brings."""

from typing import Any

from pondkeeper.domain import timeline
from pondkeeper.domain.profiles.actions import mark_dirty
from pondkeeper.domain.profiles.scoring import keep_cuts
from pondkeeper.kit.doors import Doors


async def mark(doors: Doors, payload: dict[str, Any]) -> None:
    """Mark everybody that something happened to."""
    async with doors.database.tx(payload["workspace_id"]) as tx:
        happened = await timeline.events(tx, payload)
        await mark_dirty(tx, [event.contact_id for event in happened if event.contact_id])


async def calibrate(doors: Doors, payload: dict[str, Any]) -> None:
    """Take the day's RFM cut points."""
    async with doors.database.tx(payload["workspace_id"]) as tx:
        await keep_cuts(tx)

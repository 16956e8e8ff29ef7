"""Steered business time: one shared row that only moves forward, and ends by being the system's."""

from datetime import datetime
from typing import Any

from pondkeeper.kit.db.sql import SqlFolder
from pondkeeper.kit.db.tx import Tx
from pondkeeper.kit.errors import Conflict

SQL = SqlFolder("pondkeeper.kit")


async def move(tx: Tx, to: datetime) -> None:
    """Set business time to `to`, never backward and never past the machine's time.

    Raises Conflict when business time is not steered (any more).
    """
    at = min(to, tx.clock.real())
    if await tx.value(SQL.steer, to=at) is None:
        raise Conflict("Business time is not steered here.", hint="It is the machine's time.")
    await tx.run(SQL.wake_all)


async def end(tx: Tx) -> None:
    """Make business time the machine's, irrevocably."""
    await tx.run(SQL.end_steering)
    await tx.run(SQL.wake_all)


async def look(tx: Tx) -> dict[str, Any]:
    """Return `steered_at` and how much is still to be done at this moment, by kind."""
    row = await tx.row(SQL.pending, business_now=tx.clock.now())
    return {} if row is None else dict(row)

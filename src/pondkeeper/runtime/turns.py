"""The loops by name: one turn each for one workspace, woken by a commit or by due time."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from pondkeeper.domain import runs, shop, staff
from pondkeeper.domain.channels import code_sync, errands
from pondkeeper.domain.channels.handovers import consume as hand_over
from pondkeeper.domain.messaging import engine as dispatcher
from pondkeeper.domain.profiles import actions as profiles
from pondkeeper.kit.doors import Doors
from pondkeeper.platforms import inbox
from pondkeeper.reactions import EVERY_DAY

Loop = Callable[[Any, int], Awaitable[bool]]
"""(doors, workspace id) -> whether there was work."""


async def begin_days(doors: Doors, workspace_id: int) -> bool:
    """Enqueue what is done once a day; never more than once."""
    async with doors.database.tx(workspace_id) as tx:
        await staff.begin_day(tx, EVERY_DAY)
    return False


LOOPS: Mapping[str, Loop] = {
    "inbox": inbox.consume,
    "dispatch": dispatcher.consume,
    "errands": errands.consume,
    "codes": code_sync.consume,
    "handovers": hand_over,
    "profiles": profiles.consume,
    "orders": shop.consume,
    "runs": runs.consume,
    "days": begin_days,
}

RESTS: Mapping[str, float] = {"errands": 1.0, "profiles": 2.0}
"""How long a loop with more to do rests between turns, in times of its last turn. Nobody waits for
these two: while much comes in, they leave the machine to those who welcome and answer, and take
what has gathered at once.
"""

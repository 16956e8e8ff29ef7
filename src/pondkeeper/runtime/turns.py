"""The loops by name: one turn each for one workspace, woken by a commit or by due time."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from pondkeeper.domain import runs, shop, staff
from pondkeeper.domain.channels import code_sync, errands
from pondkeeper.domain.channels.handovers import consume as hand_over
from pondkeeper.domain.groups import reading as groups
from pondkeeper.domain.messaging import engine as dispatcher
from pondkeeper.domain.profiles import actions as profiles
from pondkeeper.kit.doors import Doors
from pondkeeper.platforms import inbox, webhook
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
    "groups": groups.consume,
    "profiles": profiles.consume,
    "orders": shop.consume,
    "bills": shop.consume_bills,
    "runs": runs.consume,
    "webhooks": webhook.consume,
    "days": begin_days,
}

GIVE_WAY: Mapping[str, str] = {"errands": "inbox", "profiles": "inbox", "groups": "inbox"}
"""A loop nobody waits for -> the one it gives way to, a second at most. While many people come in
at once, the machine belongs to who welcomes them, and what has gathered is then done in one go.
"""

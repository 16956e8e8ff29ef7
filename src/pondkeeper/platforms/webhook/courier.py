"""The loop 'webhooks': what waits is claimed, sent outside any transaction, and settled.

A process that dies in between leaves its letters leased; they are sent again a minute later under
the same message id, by which the other side knows a repeat.
"""

import asyncio

from pondkeeper.domain import webhooks
from pondkeeper.kit.doors import Doors
from pondkeeper.platforms.webhook.client import post


async def consume(doors: Doors, workspace_id: int) -> bool:
    """Send what is due to this brand's addresses; True when there was something."""
    async with doors.database.tx(workspace_id) as tx:
        letters = await webhooks.claim(tx)
        now = tx.clock.real()
    if not letters:
        return False
    answers = await asyncio.gather(*(post(doors.http, letter, now) for letter in letters))
    async with doors.database.tx(workspace_id) as tx:
        await webhooks.settle(tx, list(zip(letters, answers, strict=True)))
    return True

"""Short shells that call an action."""

from typing import Any

from pondkeeper.domain.webhooks.queue import forget
from pondkeeper.kit.doors import Doors


async def forget_deliveries(doors: Doors, payload: dict[str, Any]) -> None:
    """Forget what addresses were told more than 30 days ago."""
    async with doors.database.tx(payload["workspace_id"]) as tx:
        await forget(tx)

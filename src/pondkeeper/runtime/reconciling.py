"""After a restore, before anything else: what the platforms know of the money."""

from collections.abc import Sequence

from pondkeeper.api.restore_hold import LOST, Payments, check_payments
from pondkeeper.runtime.home import Home
from pondkeeper.runtime.services import Settings, open_services

__all__ = ["LOST", "reconcile"]


async def reconcile(home: Home, database_url: str, workspace_ids: Sequence[int]) -> Payments:
    """Ask after every open payment of these brands, write down what is found, and sum it up."""
    total = Payments()
    settings = Settings(database_url=database_url, home=home.root, port=0, public_url="")
    async with open_services(settings, pool=2) as services:
        for workspace_id in workspace_ids:
            found = await check_payments(services, workspace_id)
            total.queried += found.queried
            total.found_paid += found.found_paid
            total.still_open += found.still_open
    return total

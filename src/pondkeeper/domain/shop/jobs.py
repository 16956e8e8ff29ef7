"""What a shop does by itself, day by day."""

from typing import Any

from pondkeeper.domain.shop import billing


async def expect_bills(doors: billing.Doors, payload: dict[str, Any]) -> None:
    """Daily: note which closed days are to be compared with the platforms' bills."""
    await billing.expect(doors, payload)

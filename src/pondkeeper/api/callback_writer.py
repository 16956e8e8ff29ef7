"""Group commit for callbacks: one transaction per workspace keeps all who wait."""

from pondkeeper.api.group_writer import GroupWriter, NotKept
from pondkeeper.domain.channels.inbox import Opened, keep_many
from pondkeeper.kit.db import Database

__all__ = ["CallbackWriter", "NotKept"]

BATCH = 500
MOST_WAITING = 5_000
"""Two and a half seconds of the rate we promise; who comes on top is told to come again."""


class CallbackWriter(GroupWriter[Opened]):
    """One per process; its task starts with the first callback."""

    def __init__(self, database: Database) -> None:
        """Write through `database`."""
        super().__init__(database, keep_many, "callbacks_not_kept", batch=BATCH)

    async def keep(self, workspace_id: int, opened: Opened) -> None:
        """Return when the callback is committed. Raises NotKept."""
        await self.write(workspace_id, opened, most=MOST_WAITING)

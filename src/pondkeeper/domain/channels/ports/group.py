"""What the domain asks of a platform with groups of customers.

As in `ports`: every method makes outside calls and raises SendRefused and SendUnknown.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Protocol

from pondkeeper.domain.channels.facts import group as groups
from pondkeeper.domain.channels.ports import ChannelAccess


class GroupReader(Protocol):
    """Reads groups."""

    def walk(
        self, access: ChannelAccess, *, owner_ids: Sequence[str] = (), left_only: bool = False
    ) -> AsyncIterator[groups.GroupListed]:
        """Walk the groups of some owners or of all; `left_only`: of owners who have left."""
        ...

    async def get(self, access: ChannelAccess, group_id: str) -> groups.PlatformGroup: ...

    def counts(
        self,
        access: ChannelAccess,
        *,
        since: datetime,
        until: datetime,
        owner_ids: Sequence[str],
    ) -> AsyncIterator[groups.GroupCounts]:
        """Walk counts per owner over whole days; today is not there yet."""
        ...

    async def daily_counts(
        self,
        access: ChannelAccess,
        *,
        since: datetime,
        until: datetime,
        owner_ids: Sequence[str],
    ) -> list[groups.GroupCounts]:
        """Return counts per day over all these owners."""
        ...


class JoinWays(Protocol):
    """Makes codes into groups."""

    async def add(self, access: ChannelAccess, way: groups.JoinWay) -> groups.JoinWayMade: ...

    async def update(self, access: ChannelAccess, config_id: str, way: groups.JoinWay) -> None: ...

    async def delete(self, access: ChannelAccess, config_id: str) -> None: ...


class GroupHandover(Protocol):
    """Gives groups to another owner, at most 100 at a time."""

    async def move(
        self, access: ChannelAccess, group_ids: Sequence[str], *, to_member_id: str, left: bool
    ) -> list[groups.GroupNotMoved]:
        """Move them; return those that could not. `left`: their owner has left."""
        ...

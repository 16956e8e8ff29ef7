"""What the domain asks of a platform where a company lays down rules for its staff.

As in `ports`: every method makes outside calls and raises SendRefused and SendUnknown.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Protocol

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.facts import rule as rules
from pondkeeper.domain.channels.ports import ChannelAccess


class InterceptRules(Protocol):
    """Rules for what staff may not write."""

    async def ids(self, access: ChannelAccess) -> list[str]: ...

    async def get(self, access: ChannelAccess, rule_id: str) -> rules.InterceptRule: ...

    async def add(self, access: ChannelAccess, rule: rules.InterceptRule) -> str:
        """Make a rule and return its id."""
        ...

    async def update(
        self, access: ChannelAccess, rule_id: str, rule: rules.InterceptRule
    ) -> None: ...

    async def delete(self, access: ChannelAccess, rule_id: str) -> None: ...


class Strategies(Protocol):
    """Reads who may do what; they are made in the platform's own pages."""

    def walk(self, access: ChannelAccess) -> AsyncIterator[rules.Strategy]: ...

    async def tags(self, access: ChannelAccess, strategy_id: int) -> list[facts.PlatformTag]:
        """Return the labels that belong to one strategy alone."""
        ...

    async def add_tag(
        self, access: ChannelAccess, strategy_id: int, group_name: str, name: str
    ) -> facts.PlatformTag: ...


class TagKeeper(Protocol):
    """Changes labels that exist."""

    async def rename(self, access: ChannelAccess, tag_id: str, name: str) -> None:
        """Give a label, or a group of labels, another name."""
        ...

    async def delete(
        self, access: ChannelAccess, *, tag_ids: Sequence[str] = (), group_ids: Sequence[str] = ()
    ) -> None:
        """Remove labels and groups of labels, from all customers too."""
        ...


class Album(Protocol):
    """Products that staff may show."""

    def walk(self, access: ChannelAccess) -> AsyncIterator[rules.AlbumProduct]: ...

    async def add(self, access: ChannelAccess, product: rules.AlbumProduct) -> str: ...

    async def update(self, access: ChannelAccess, product: rules.AlbumProduct) -> None: ...

    async def delete(self, access: ChannelAccess, product_id: str) -> None: ...


class StaffDays(Protocol):
    """Counts what staff did."""

    async def days(
        self,
        access: ChannelAccess,
        *,
        since: datetime,
        until: datetime,
        member_ids: Sequence[str] = (),
        department_ids: Sequence[int] = (),
    ) -> list[rules.StaffDay]:
        """Return whole days, today not among them, for all asked for together."""
        ...

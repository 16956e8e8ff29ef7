"""What the domain asks of a platform whose members confirm what a company prepares.

The tasks themselves are made by `Adapter.send`; here is what became of them. As in `ports`: every
method makes outside calls and raises SendRefused and SendUnknown.
"""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any, Protocol

from pondkeeper.domain.channels.facts import reach
from pondkeeper.domain.channels.ports import ChannelAccess


class MassTasks(Protocol):
    """Mass messages to customers and groups."""

    def recent(
        self,
        access: ChannelAccess,
        kind: reach.MassKind,
        *,
        since: datetime,
        until: datetime,
        creator_id: str = "",
    ) -> AsyncIterator[reach.MassTask]:
        """Walk the tasks made between two moments: where one whose answer was lost is found."""
        ...

    def members(self, access: ChannelAccess, task_id: str) -> AsyncIterator[reach.MemberTask]:
        """Walk the members who have to confirm, and who has."""
        ...

    def outcomes(
        self, access: ChannelAccess, task_id: str, member_id: str
    ) -> AsyncIterator[reach.SendOutcome]:
        """Walk the recipients of one member."""
        ...

    async def remind(self, access: ChannelAccess, task_id: str) -> None:
        """Remind the members who have not confirmed yet."""
        ...

    async def cancel(self, access: ChannelAccess, task_id: str) -> None:
        """Stop what is not confirmed yet."""
        ...


class Moments(Protocol):
    """Moments of a company in its members' names."""

    async def job(self, access: ChannelAccess, job_id: str) -> reach.MomentJob:
        """Return how the making of one stands; `job_id` is what `send` gave."""
        ...

    def recent(
        self, access: ChannelAccess, *, since: datetime, until: datetime, creator_id: str = ""
    ) -> AsyncIterator[reach.MomentSeen]: ...

    def members(self, access: ChannelAccess, moment_id: str) -> AsyncIterator[reach.MemberTask]:
        """Walk the members who have to publish, and who has."""
        ...

    def chosen(self, access: ChannelAccess, moment_id: str, member_id: str) -> AsyncIterator[str]:
        """Walk the external ids of those who may see what the member publishes."""
        ...

    def shown(self, access: ChannelAccess, moment_id: str, member_id: str) -> AsyncIterator[str]:
        """Walk the external ids of those to whom it was shown."""
        ...

    async def reactions(
        self, access: ChannelAccess, moment_id: str, member_id: str
    ) -> list[reach.Reaction]: ...

    async def cancel(self, access: ChannelAccess, moment_id: str) -> None:
        """Stop what is not published yet; a published one stays."""
        ...


class GroupWelcomes(Protocol):
    """Greetings that group owners may choose; `message` is a body as `send` takes it."""

    async def add(
        self, access: ChannelAccess, message: Mapping[str, Any], *, notify: bool = False
    ) -> str:
        """Make one and return its id; `notify` tells all owners."""
        ...

    async def update(
        self, access: ChannelAccess, template_id: str, message: Mapping[str, Any]
    ) -> None: ...

    async def delete(self, access: ChannelAccess, template_id: str) -> None: ...


class Attachments(Protocol):
    """Puts pictures and films where Moments, or a shop's album, can carry them."""

    async def upload(
        self,
        access: ChannelAccess,
        *,
        name: str,
        content: bytes,
        kind: str = "image",
        use: reach.AttachmentUse = "moment",
    ) -> str:
        """Upload one file and return its media id, good for three days."""
        ...

"""What the domain asks of a platform that sells links to its members' customers-to-be.

As in `ports`: methods make outside calls and raise SendRefused and SendUnknown.
"""

from collections.abc import AsyncIterator
from datetime import date
from typing import Protocol

from pondkeeper.domain.channels.facts import link as links
from pondkeeper.domain.channels.ports import ChannelAccess


class AcquisitionLinks(Protocol):
    """Makes and counts acquisition links."""

    def ids(self, access: ChannelAccess) -> AsyncIterator[str]:
        """Walk the ids of all links that this application made."""
        ...

    async def get(self, access: ChannelAccess, link_id: str) -> links.AcquisitionLink: ...

    async def add(self, access: ChannelAccess, draft: links.LinkDraft) -> links.AcquisitionLink: ...

    async def update(self, access: ChannelAccess, link_id: str, draft: links.LinkDraft) -> None: ...

    async def delete(self, access: ChannelAccess, link_id: str) -> None: ...

    def with_state(self, url: str, state: str) -> str:
        """Return a link's address that carries `state` back. Makes no call; raises SendRefused."""
        ...

    def customers(
        self, access: ChannelAccess, link_id: str
    ) -> AsyncIterator[links.LinkCustomer]: ...

    async def quota(self, access: ChannelAccess) -> links.LinkQuota: ...

    async def counts(
        self, access: ChannelAccess, link_id: str, *, since: date, until: date
    ) -> links.LinkCounts:
        """Return what a link brought on these days, both included."""
        ...

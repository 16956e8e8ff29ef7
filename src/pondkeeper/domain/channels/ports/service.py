"""What the domain asks of a platform with a customer service of its own.

Answers go out through `Adapter.send`. As in `ports`: every method makes outside calls and raises
SendRefused and SendUnknown.
"""

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from pondkeeper.domain.channels.facts import service
from pondkeeper.domain.channels.ports import ChannelAccess


class ServiceDesk(Protocol):
    """Accounts, who answers for them, and the conversations in them."""

    def accounts(self, access: ChannelAccess) -> AsyncIterator[service.ServiceAccount]: ...

    async def add_account(self, access: ChannelAccess, name: str, *, media_id: str) -> str:
        """Make an account with an uploaded picture; return its id."""
        ...

    async def update_account(
        self, access: ChannelAccess, account_id: str, *, name: str = "", media_id: str = ""
    ) -> None: ...

    async def delete_account(self, access: ChannelAccess, account_id: str) -> None: ...

    async def entry(self, access: ChannelAccess, account_id: str, *, scene: str = "") -> str:
        """Return an address that opens a conversation; `scene` comes back with who enters."""
        ...

    async def servicers(self, access: ChannelAccess, account_id: str) -> list[service.Servicer]: ...

    async def add_servicers(
        self,
        access: ChannelAccess,
        account_id: str,
        *,
        member_ids: Sequence[str] = (),
        department_ids: Sequence[int] = (),
    ) -> list[service.ServicerChange]: ...

    async def remove_servicers(
        self,
        access: ChannelAccess,
        account_id: str,
        *,
        member_ids: Sequence[str] = (),
        department_ids: Sequence[int] = (),
    ) -> list[service.ServicerChange]: ...

    async def sync(
        self, access: ChannelAccess, account_id: str, *, cursor: str = "", token: str = ""
    ) -> service.ServicePage:
        """Return what came after `cursor` ('' begins with the oldest that the platform keeps).

        `token` came with the callback; without one the platform lets us ask only rarely.
        """
        ...

    async def standing(
        self, access: ChannelAccess, account_id: str, external_id: str
    ) -> service.ServiceStanding: ...

    async def move(
        self,
        access: ChannelAccess,
        account_id: str,
        external_id: str,
        stage: service.ServiceStage,
        *,
        member_id: str = "",
    ) -> str:
        """Take a conversation to a stage; return the code for one message on it, '' if none."""
        ...

    async def customers(
        self, access: ChannelAccess, external_ids: Sequence[str]
    ) -> list[service.ServiceCustomer]:
        """Read up to 100 customers; those the platform does not know are left out."""
        ...


class FileReader(Protocol):
    """Fetches what people sent."""

    async def fetch(self, access: ChannelAccess, media_id: str) -> tuple[bytes, str]:
        """Return a file and its content type."""
        ...

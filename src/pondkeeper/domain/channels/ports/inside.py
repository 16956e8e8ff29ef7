"""What the domain asks of a platform that a company's staff live in.

As in `ports`: what is async makes outside calls and raises SendRefused and SendUnknown.
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from typing import Protocol

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.facts import inside
from pondkeeper.domain.channels.ports import ChannelAccess


class Directory(Protocol):
    """Departments and the members in them, as far as the application may see them."""

    async def departments(self, access: ChannelAccess) -> list[inside.Department]: ...

    async def members(
        self, access: ChannelAccess, department_id: int, *, below: bool = True
    ) -> list[facts.Member]:
        """Return the members of a department, and of those below it."""
        ...

    def ids(self, access: ChannelAccess) -> AsyncIterator[tuple[str, int]]:
        """Walk (member id, department id) of everybody who may be seen."""
        ...


class StaffLogin(Protocol):
    """Lets staff sign in by the platform: scanning in a browser, silently inside its app."""

    def address(self, access: ChannelAccess, *, redirect: str, state: str, within: bool) -> str:
        """Return where to send the browser; `within`: it is the one inside the app.

        It comes back to `redirect` with `code` and `state` in the query. Raises SendRefused when
        a setting is missing.
        """
        ...

    async def who(self, access: ChannelAccess, code: str) -> inside.SignedIn:
        """Return who came back with `code`, which serves once and lives five minutes."""
        ...


class Scripts(Protocol):
    """Signs pages for the platform's own script."""

    async def sign(self, access: ChannelAccess, url: str, *, agent: bool) -> inside.ScriptSignature:
        """Sign a page's address. `agent`: for the application's abilities (sidebar), else the
        company's.
        """
        ...


class IdConverter(Protocol):
    """Finds one person's other ids."""

    async def external_id(self, access: ChannelAccess, *, unionid: str, openid: str) -> str:
        """Return the external id of who has both, '' when the platform knows nobody."""
        ...


class Archive(Protocol):
    """Reads chats that the company keeps, once somebody has pulled and decrypted them."""

    def read(self, lines: Iterable[bytes]) -> Iterator[inside.ArchivedMessage]:
        """Read decrypted messages, one JSON object each; what is none of them is left out."""
        ...

    async def members(self, access: ChannelAccess) -> list[str]:
        """Return the members whose chats are kept."""
        ...

    async def agreements(
        self, access: ChannelAccess, pairs: Sequence[tuple[str, str]]
    ) -> list[inside.Agreement]:
        """Return who agreed, for (member id, external id) pairs, up to 100."""
        ...

    async def group_agreements(
        self, access: ChannelAccess, group_id: str
    ) -> list[inside.Agreement]: ...


class StaffMessages(Protocol):
    """What may still be done about a message that `Adapter.send` brought to staff."""

    async def recall(self, access: ChannelAccess, message_id: str) -> None: ...

    async def settle_card(
        self, access: ChannelAccess, response_code: str, text: str, *, member_ids: Sequence[str]
    ) -> None:
        """Put `text` in place of a card's buttons; the code came with `CardTapped`."""
        ...

"""What the domain asks of a mini program.

As in `ports`: every method that awaits makes outside calls and raises SendRefused or SendUnknown.
"""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, Literal, Protocol

from pondkeeper.domain.channels.facts import mini as mini_facts
from pondkeeper.domain.channels.ports import ChannelAccess


class Sessions(Protocol):
    """Who opens the program."""

    async def login(self, access: ChannelAccess, code: str) -> mini_facts.MiniSession:
        """Return who logged in with `code`, which serves once within five minutes."""
        ...

    async def phone(self, access: ChannelAccess, code: str) -> mini_facts.Phone:
        """Return the number that a person handed over with the phone button."""
        ...

    def unseal(
        self, access: ChannelAccess, session_key: str, encrypted: str, iv: str
    ) -> dict[str, Any]:
        """Open what the phone sealed. Raises CallbackRejected when it is not for this program."""
        ...

    def vouched(self, session_key: str, raw: str, signature: str) -> bool:
        """Tell whether `raw` is what the phone signed."""
        ...


class MiniCodes(Protocol):
    """Round codes, and links that open the program from elsewhere."""

    async def code(
        self, access: ChannelAccess, scene: str, *, page: str = "", width: int = 430
    ) -> mini_facts.Picture:
        """Return a code with a scene of up to 32 characters; of these there is no end."""
        ...

    async def code_of_path(
        self, access: ChannelAccess, path: str, *, width: int = 430
    ) -> mini_facts.Picture:
        """Return a code of a path with its query; of these an account has 100,000 in all."""
        ...

    async def url_link(
        self, access: ChannelAccess, path: str, query: str, *, days: int = 30
    ) -> str:
        """Return a link for text messages and browsers; it lives up to 30 days."""
        ...

    async def scheme(
        self, access: ChannelAccess, path: str, query: str, *, days: int = 30
    ) -> str: ...

    async def short_link(self, access: ChannelAccess, page: str, title: str) -> str:
        """Return a link that works inside the platform's app."""
        ...


class ContentCheck(Protocol):
    """Asks the platform what it thinks of something before others see it."""

    async def text(
        self,
        access: ChannelAccess,
        external_id: str,
        content: str,
        scene: mini_facts.CheckScene,
    ) -> mini_facts.Checked: ...

    async def media(
        self,
        access: ChannelAccess,
        external_id: str,
        url: str,
        kind: Literal["image", "audio"],
        scene: mini_facts.CheckScene,
    ) -> str:
        """Hand in what is at `url`; return the trace id that `MediaChecked` comes back with."""
        ...


class Shipping(Protocol):
    """Tells the platform what was sent, so that it pays the money out."""

    async def ship(self, access: ChannelAccess, shipment: mini_facts.Shipment) -> None:
        """Tell it; what was told once may be changed once."""
        ...

    async def order(
        self, access: ChannelAccess, transaction_id: str
    ) -> mini_facts.ShippedOrder: ...

    def orders(
        self, access: ChannelAccess, *, since: datetime, until: datetime
    ) -> AsyncIterator[mini_facts.ShippedOrder]:
        """Walk the payments of a time."""
        ...

"""What the domain asks of the video platforms.

As in `ports`: every method that awaits makes outside calls and raises SendRefused or SendUnknown.
"""

from collections.abc import AsyncIterator
from typing import Protocol

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.facts import mini as mini_facts
from pondkeeper.domain.channels.facts import social
from pondkeeper.domain.channels.ports import ChannelAccess


class AccountLogin(Protocol):
    """One of our own accounts allows our app to act for it."""

    def url(self, access: ChannelAccess, redirect_url: str, state: str) -> str:
        """Return where the account's owner says yes."""
        ...

    async def grant(self, access: ChannelAccess, code: str) -> social.AccountGrant:
        """Return what the owner came back with; `code` serves once, within minutes."""
        ...


class ProgramLogin(Protocol):
    """Who opens a mini program."""

    async def login(self, access: ChannelAccess, code: str) -> mini_facts.MiniSession: ...

    def phone(
        self, access: ChannelAccess, session_key: str, encrypted: str, iv: str
    ) -> mini_facts.Phone:
        """Open the number the phone sealed; no outside call. Raises CallbackRejected."""
        ...


class ProgramLinks(Protocol):
    """What leads into a mini program from elsewhere."""

    async def qr(self, access: ChannelAccess, path: str) -> mini_facts.Picture: ...

    async def url_link(
        self, access: ChannelAccess, path: str, query: str, *, days: int = 30
    ) -> str: ...

    async def scheme(
        self, access: ChannelAccess, path: str, query: str, *, days: int = 30
    ) -> str: ...


class AuthorisedPeople(Protocol):
    """Who allows messages of our own accord."""

    def everyone(self, access: ChannelAccess) -> AsyncIterator[social.Authorised]: ...

    async def allows(self, access: ChannelAccess, external_id: str) -> bool: ...


class LeadCards(Protocol):
    """Forms inside the chat that ask for a phone number."""

    async def list(self, access: ChannelAccess) -> list[social.LeadCard]: ...

    async def save(
        self, access: ChannelAccess, *, title: str, media_id: str, fields: tuple[int, ...]
    ) -> str:
        """Make a card and return its id."""
        ...

    async def delete(self, access: ChannelAccess, card_id: str) -> None: ...


class ProgramPay(Protocol):
    """Takes and gives back money inside a mini program of another platform than WeChat."""

    async def order(
        self, access: ChannelAccess, order: facts.PayOrder
    ) -> social.ProgramOrder: ...

    async def query(self, access: ChannelAccess, out_trade_no: str) -> facts.Payment | None:
        """Return how an order stands, None when the platform never heard of it."""
        ...

    async def refund(self, access: ChannelAccess, order: facts.RefundOrder) -> facts.Refunding: ...

    async def query_refund(
        self, access: ChannelAccess, out_refund_no: str
    ) -> facts.Refunding | None: ...

    async def settle(self, access: ChannelAccess, settlement: social.Settlement) -> str:
        """Ask for the paying out of a paid order; return the platform's number of it."""
        ...


class TradeOrders(Protocol):
    """Orders that a mini program made in the platform's own trade system."""

    async def query(self, access: ChannelAccess, out_trade_no: str) -> facts.Payment | None:
        """Return how an order stands, None when the answer tells nothing of it."""
        ...

    async def refund(
        self, access: ChannelAccess, order: facts.RefundOrder, *, page: str
    ) -> facts.Refunding:
        """Ask for a refund; `page` is where the program shows the order."""
        ...

    async def query_refund(
        self, access: ChannelAccess, out_refund_no: str
    ) -> facts.Refunding | None: ...

    async def answer_refund(
        self, access: ChannelAccess, out_refund_no: str, *, agreed: bool, why: str = ""
    ) -> None:
        """Say yes or no to a refund that a person asked the platform for."""
        ...


class PlatformCoupons(Protocol):
    """The platform's own coupons, shown in a store."""

    async def prepare(self, access: ChannelAccess, shown: str) -> social.Shown:
        """Return what the code that a person shows stands for; nothing is used yet."""
        ...

    async def verify(
        self, access: ChannelAccess, shown: social.Shown, *, store: str
    ) -> list[social.PlatformCouponUse]:
        """Use all coupons of what was prepared."""
        ...


class Figures(Protocol):
    """How an account and its works stand."""

    async def account(self, access: ChannelAccess) -> social.AccountFigures: ...

    def works(self, access: ChannelAccess) -> AsyncIterator[social.WorkFigures]:
        """Walk our works, the newest first, with what the list itself tells."""
        ...

    async def work(self, access: ChannelAccess, work_id: str) -> social.WorkFigures: ...

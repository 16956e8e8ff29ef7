"""What the domain asks of a platform that moves money, beyond `ports.Pay`.

As in `ports`: every method makes outside calls, raises SendRefused and SendUnknown, and may be
repeated under the same number.
"""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from pondkeeper.domain.channels import facts
from pondkeeper.domain.channels.facts import pay as pay_facts
from pondkeeper.domain.channels.ports import ChannelAccess


class PayWays(Protocol):
    """Other ways to pay one order than the page inside the platform's own app."""

    async def mini(
        self, access: ChannelAccess, order: facts.PayOrder, *, appid: str
    ) -> facts.JsapiPay:
        """Place an order for a mini program; the payer's openid is the one under its `appid`."""
        ...

    async def h5(
        self, access: ChannelAccess, order: facts.PayOrder, *, payer_ip: str, kind: str = "Wap"
    ) -> str:
        """Return the address that a phone's browser is sent to; good for five minutes."""
        ...

    async def native(self, access: ChannelAccess, order: facts.PayOrder) -> str:
        """Return the text of the QR code that the payer scans; good for two hours."""
        ...

    async def app(self, access: ChannelAccess, order: facts.PayOrder) -> pay_facts.AppPay: ...

    async def query_transaction(
        self, access: ChannelAccess, transaction_id: str
    ) -> facts.Payment | None:
        """Return how an order stands, by the platform's number."""
        ...


class CombinedPay(Protocol):
    """Several orders, one confirmation."""

    async def jsapi(
        self, access: ChannelAccess, order: pay_facts.CombinedOrder
    ) -> facts.JsapiPay: ...

    async def app(
        self, access: ChannelAccess, order: pay_facts.CombinedOrder
    ) -> pay_facts.AppPay: ...

    async def h5(
        self, access: ChannelAccess, order: pay_facts.CombinedOrder, *, payer_ip: str,
        kind: str = "Wap",
    ) -> str: ...  # fmt: skip

    async def native(self, access: ChannelAccess, order: pay_facts.CombinedOrder) -> str: ...

    async def query(self, access: ChannelAccess, out_trade_no: str) -> list[facts.Payment] | None:
        """Return how each part stands, None when the platform never heard of the number."""
        ...

    async def close(self, access: ChannelAccess, order: pay_facts.CombinedOrder) -> None: ...


class Payouts(Protocol):
    """Money for people."""

    async def transfer(
        self, access: ChannelAccess, order: pay_facts.Transfer
    ) -> pay_facts.Transferring:
        """Ask for a transfer. After any refusal or doubt ask `query` with the same number: a new
        number could pay twice.
        """
        ...

    async def query(
        self, access: ChannelAccess, out_bill_no: str
    ) -> pay_facts.Transferring | None: ...

    async def cancel(self, access: ChannelAccess, out_bill_no: str) -> pay_facts.Transferring:
        """Take back a transfer that nobody has confirmed yet; `canceling` at first."""
        ...


class Bills(Protocol):
    """What the platform itself has written down of a closed day."""

    async def trade_bill(self, access: ChannelAccess, day: date) -> pay_facts.Bill:
        """Return all payments and refunds. SendRefused 'retry' when it is not made yet."""
        ...

    async def fund_bill(self, access: ChannelAccess, day: date) -> list[pay_facts.FundLine]: ...


class Renewal(Protocol):
    """Settings that the platform itself renews, such as its certificates."""

    async def renew(self, access: ChannelAccess) -> Mapping[str, str]:
        """Return the plain settings that have changed, {} when none has."""
        ...

"""What the verbs of this room are given and what they answer, as plain frozen values."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pondkeeper.domain.channels.ports import ChannelAccess


@dataclass(frozen=True, slots=True)
class SkuDraft:
    """A SKU to keep: an id changes that one, None makes one. `stock` None is not counted."""

    name: str
    price_fen: int
    cost_fen: int = 0
    stock: int | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class ProductDraft:
    """A product to keep with all its SKUs."""

    name: str
    skus: tuple[SkuDraft, ...]
    active: bool = True
    image_url: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many of a SKU."""

    sku_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Placing:
    """An order a customer places; the same key of the same person is the same order."""

    contact_id: int
    lines: tuple[Wanted, ...]
    idempotency_key: str
    identity_id: int | None = None
    channel_id: int | None = None
    coupon_id: int | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """An order as it stands."""

    id: int
    order_no: str
    state: str
    contact_id: int | None
    identity_id: int | None
    source_id: int | None
    list_fen: int
    off_fen: int
    freight_fen: int
    payable_fen: int
    paid_fen: int
    refunded_fen: int
    cost_fen: int
    placed_at: datetime
    expires_at: datetime | None
    paid_at: datetime | None


@dataclass(frozen=True, slots=True)
class PayIntent:
    """All that is needed to ask the platform for a payment, once the transaction is over.

    `handed` is what the page got already: nothing is to be asked then. Without `openid` the
    WeCom id `external_id` is turned into one through `wecom`.
    """

    payment_id: int
    order_id: int
    contact_id: int
    out_trade_no: str
    amount_fen: int
    description: str
    expires_at: datetime
    access: ChannelAccess
    openid: str
    external_id: str
    wecom: ChannelAccess | None
    handed: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class OpenPayment:
    """A payment that may still be made at the platform."""

    id: int
    order_id: int
    out_trade_no: str
    state: str
    access: ChannelAccess | None


@dataclass(frozen=True, slots=True)
class DueRefund:
    """A refund to be sent, or asked after.

    `transaction_id` is empty unless the number alone would not say which capture is meant.
    """

    id: int
    state: str
    out_refund_no: str
    out_trade_no: str
    amount_fen: int
    total_fen: int
    reason: str
    attempts: int
    transaction_id: str
    access: ChannelAccess | None


@dataclass(frozen=True, slots=True)
class RefundSeen:
    """A refund as it stands."""

    id: int
    out_refund_no: str
    state: str
    amount_fen: int
    reason: str
    requested_by: str
    requested_at: datetime
    finished_at: datetime | None
    requested_name: str

"""What the video and short-message platforms tell and take, in our own terms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class AccountGrant:
    """One of our own accounts has allowed our app; the two values belong in the channel.

    `refresh_token` is good for `expires_in_s`; `scopes` are the platform's words.
    """

    account_id: str
    refresh_token: str = field(repr=False)
    expires_in_s: int
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Authorised:
    """A person who allows messages of our own accord; `state` is what their button carried."""

    external_id: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class LeadCard:
    """A form inside the chat. `fields` are the platform's numbers of what it asks for."""

    card_id: str
    title: str
    media_id: str
    fields: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ProgramOrder:
    """What a mini program hands to the platform's pay prompt."""

    order_id: str
    order_token: str


@dataclass(frozen=True, slots=True)
class Settlement:
    """The money of a paid order is to be paid out, parts of it to others by their numbers."""

    out_trade_no: str
    out_settle_no: str
    description: str
    notify_url: str
    parts_fen: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlatformCoupon:
    """One coupon of the platform's own that a person shows; `code` is sealed by the platform."""

    coupon_id: str
    item_id: str
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person shows in a store: the coupons of one order, and what lets them be used."""

    order_id: str
    out_trade_no: str
    coupons: tuple[PlatformCoupon, ...]
    verify_token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PlatformCouponUse:
    """How the use of one coupon went; `hint` is the platform's own text."""

    item_id: str
    used: bool
    hint: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AccountFigures:
    """How an account of ours stands; None where the platform does not say."""

    name: str
    followers: int | None = None
    following: int | None = None
    works: int | None = None


@dataclass(frozen=True, slots=True)
class WorkFigures:
    """How one video or article of ours stands; None where the platform does not say."""

    work_id: str
    title: str
    at: datetime | None = None
    views: int | None = None
    likes: int | None = None
    comments: int | None = None
    shares: int | None = None
    favorites: int | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

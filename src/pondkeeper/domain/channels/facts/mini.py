"""A mini program: who opens it, its codes, what it may show, and the parcels it promised.

An `external_id` is the platform's id of a person in this program. Every `at` is aware UTC.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

CheckScene: TypeAlias = Literal["profile", "comment", "forum", "social"]
Suggest: TypeAlias = Literal["pass", "review", "risky"]
Delivery: TypeAlias = Literal["express", "city", "virtual", "pickup"]
ParcelState: TypeAlias = Literal[
    "to_ship", "shipped", "received", "finished", "refunded", "settled", "unknown"
]


@dataclass(frozen=True, slots=True)
class MiniSession:
    """Who opened the program. The key opens what the phone sealed; it never leaves the server."""

    external_id: str
    unionid: str
    session_key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone number that a person handed over."""

    number: str = field(repr=False)
    country_code: str = "86"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it came."""

    content: bytes = field(repr=False)
    content_type: str = "image/png"


@dataclass(frozen=True, slots=True)
class Checked:
    """What the platform thinks of a text. `label` is its number of the kind of trouble."""

    suggest: Suggest
    label: int
    trace_id: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """One parcel. `company` is the platform's code of the carrier."""

    goods: str
    tracking_no: str = ""
    company: str = ""
    phone: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Shipment:
    """What was sent for one payment. `whole` False: more parcels follow."""

    transaction_id: str
    external_id: str
    delivery: Delivery
    parcels: tuple[Parcel, ...]
    at: datetime
    whole: bool = True


@dataclass(frozen=True, slots=True)
class ShippedOrder:
    """How a payment stands with the platform's keeping of the money."""

    transaction_id: str
    out_trade_no: str
    external_id: str
    paid_fen: int
    state: ParcelState
    in_complaint: bool
    paid_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MediaChecked:
    """What the platform thinks of a picture or sound that was handed in under `trace_id`."""

    trace_id: str
    suggest: Suggest
    label: int
    at: datetime

"""What a company lays down on its platform: who may do what, and what staff may not write; the
products they may show, and what staff did day by day.

Every `at` is aware UTC, money is integer fen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class InterceptRule:
    """Words that staff may not send to customers.

    `blocks`: the message is held back; otherwise staff are only warned. `kinds` are the
    platform's numbers of things recognised by meaning (1 phone, 2 mail address, 3 red packet).
    """

    name: str
    words: tuple[str, ...]
    blocks: bool = True
    kinds: tuple[int, ...] = ()
    member_ids: tuple[str, ...] = ()
    department_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Strategy:
    """What the members of a part of the company may do with their customers.

    `parent_id` 0 is the topmost; `privileges` are the platform's words.
    """

    strategy_id: int
    parent_id: int
    name: str
    admin_ids: tuple[str, ...]
    privileges: Mapping[str, bool]
    member_ids: tuple[str, ...] = ()
    department_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class AlbumProduct:
    """A product that staff may show in a chat; `media_ids` were uploaded for the album."""

    description: str
    price_fen: int
    number: str = ""
    media_ids: tuple[str, ...] = ()
    product_id: str = ""


@dataclass(frozen=True, slots=True)
class StaffDay:
    """What the members asked for did on one day, together.

    `reply_share_bp` is the share of chats answered in basis points, None where there was none to
    answer; `first_reply_min` minutes until the first answer; `lost` customers who blocked or
    deleted a member.
    """

    at: datetime
    chats: int
    messages: int
    reply_share_bp: int | None
    first_reply_min: int | None
    lost: int
    asked: int
    added: int

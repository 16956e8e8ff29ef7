"""Paid links by which a stranger becomes a member's customer, and what is left of their quota.

Every `at` is aware UTC.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

LinkEvent: TypeAlias = Literal[
    "quota_low",
    "quota_out",
    "quota_expires",
    "quota_changed",
    "unavailable",
    "deleted",
    "profile_opened",
    "asked",
    "chat_started",
]


@dataclass(frozen=True, slots=True)
class LinkDraft:
    """The settings of a link; who opens it meets one of the members."""

    name: str
    member_ids: tuple[str, ...] = ()
    department_ids: tuple[int, ...] = ()
    skip_verify: bool = True


@dataclass(frozen=True, slots=True)
class AcquisitionLink:
    """A link as the platform keeps it; `url` is what people open."""

    link_id: str
    name: str
    url: str
    at: datetime | None = None
    member_ids: tuple[str, ...] = ()
    department_ids: tuple[int, ...] = ()
    skip_verify: bool = True


@dataclass(frozen=True, slots=True)
class LinkCustomer:
    """Somebody who came by a link; `chatted` is None where the platform no longer says."""

    external_id: str
    member_id: str
    state: str
    chatted: bool | None


@dataclass(frozen=True, slots=True)
class LinkQuota:
    """How many customers may still come by links; `expiring` tells how many are lost when."""

    total: int
    left: int
    expiring: tuple[tuple[datetime, int], ...] = ()


@dataclass(frozen=True, slots=True)
class LinkCounts:
    """How many opened a link and how many became customers."""

    opened: int
    added: int


@dataclass(frozen=True, slots=True)
class LinkTold:
    """Something happened around links; ids are empty where the platform names none."""

    event: LinkEvent
    at: datetime
    link_id: str = ""
    external_id: str = ""
    member_id: str = ""
    state: str = ""

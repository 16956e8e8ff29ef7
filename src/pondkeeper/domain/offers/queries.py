"""Reading offers and coupons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import NotFound

SQL = SqlFolder(__package__)


@dataclass(frozen=True, slots=True)
class OfferRules:
    """What an amount-off coupon promises, and within which limits."""

    name: str
    value_fen: int
    threshold_fen: int
    valid_days: int
    per_person_cap: int = 1
    issue_cap: int | None = None
    budget_fen: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OfferView:
    """An offer with its standing version and what became of its coupons."""

    id: int
    name: str
    state: str
    version: int
    version_id: int
    value_fen: int
    threshold_fen: int
    valid_days: int
    per_person_cap: int
    issue_cap: int | None
    budget_fen: int | None
    budget_used_fen: int
    starts_at: datetime | None
    ends_at: datetime | None
    issued: int
    used: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What one coupon takes off an order."""

    coupon_id: int
    offer_id: int
    offer_version_id: int
    title: str
    value_fen: int
    threshold_fen: int


@dataclass(frozen=True, slots=True)
class HeldCoupon:
    """A person's coupon as it stands now; past its last moment it is 'expired'."""

    id: int
    code: str
    offer_id: int
    title: str
    value_fen: int
    threshold_fen: int
    state: str
    valid_from: datetime
    valid_to: datetime
    order_id: int | None


async def all_offers(tx: Tx, offer_id: int | None = None) -> list[OfferView]:
    """Return every offer, the newest first; only one when its id is given."""
    return await tx.rows(
        SQL.offers, into=OfferView, workspace_id=tx.workspace_id, offer_id=offer_id
    )


async def get(tx: Tx, offer_id: int) -> OfferView:
    """Return one offer. Raises NotFound."""
    found = await all_offers(tx, offer_id)
    if not found:
        raise NotFound("There is no such offer.")
    return found[0]


async def coupons_of(tx: Tx, contact_ids: Sequence[int], limit: int = 100) -> list[HeldCoupon]:
    """Return the coupons of a person over all merged contacts, usable ones first."""
    return await tx.rows(
        SQL.coupons_of,
        into=HeldCoupon,
        workspace_id=tx.workspace_id,
        contact_ids=list(contact_ids),
        now=tx.clock.now(),
        limit=limit,
    )


async def terms_of(tx: Tx, coupon_id: int, contact_id: int) -> Terms | None:
    """Return what a coupon that this person can use now takes off, or None."""
    found = await tx.rows(
        SQL.terms,
        into=Terms,
        workspace_id=tx.workspace_id,
        coupon_id=coupon_id,
        contact_id=contact_id,
        now=tx.clock.now(),
    )
    return found[0] if found else None

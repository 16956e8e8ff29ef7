"""Giving coupons out: as a set, within every limit, and never twice for one cause."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pondkeeper.domain import timeline
from pondkeeper.kit import ids
from pondkeeper.kit.db import SqlFolder, Tx

SQL = SqlFolder(__package__)
CODE_LENGTH = 14


@dataclass(frozen=True, slots=True)
class Owner:
    """Who is to get a coupon, as known where it is given."""

    contact_id: int
    identity_id: int | None = None


@dataclass(frozen=True, slots=True)
class Issued:
    """A coupon somebody now has; `fresh` is False when the same cause gave it earlier."""

    id: int
    code: str
    contact_id: int
    identity_id: int | None
    valid_to: datetime
    fresh: bool


async def issue_many(
    tx: Tx, offer_id: int, owners: Sequence[Owner], source_kind: str, source_id: str
) -> list[Issued]:
    """Give each person at most one coupon of a live offer for this cause.

    Who is missing from the answer got none: the offer is not live, or a limit is reached. The
    same cause again returns the same coupons. Contacts are locked before the offer, both in
    one order everywhere, so that claims queue instead of colliding.
    """
    if not owners:
        return []
    contact_ids = [owner.contact_id for owner in owners]
    await tx.rows(SQL.lock_contacts, workspace_id=tx.workspace_id, contact_ids=contact_ids)
    await tx.rows(SQL.lock_offer, workspace_id=tx.workspace_id, offer_id=offer_id)
    issued = await tx.rows(
        SQL.issue,
        into=Issued,
        workspace_id=tx.workspace_id,
        offer_id=offer_id,
        contact_ids=contact_ids,
        identity_ids=[owner.identity_id for owner in owners],
        codes=[ids.token(tx.epoch, CODE_LENGTH) for _ in owners],
        source_kind=source_kind,
        source_id=source_id,
        now=tx.clock.now(),
    )
    await timeline.record_many(
        tx, [_event(offer_id, coupon, source_kind) for coupon in issued if coupon.fresh]
    )
    return issued


async def issue(
    tx: Tx, offer_id: int, owner: Owner, source_kind: str, source_id: str
) -> Issued | None:
    """Give one person a coupon; None when a limit is reached or the offer is not live."""
    issued = await issue_many(tx, offer_id, [owner], source_kind, source_id)
    return issued[0] if issued else None


def _event(offer_id: int, coupon: Issued, source_kind: str) -> timeline.NewEvent:
    return timeline.NewEvent(
        "coupon.issued",
        coupon.contact_id,
        coupon.identity_id,
        {"coupon_id": str(coupon.id), "offer_id": str(offer_id), "cause": source_kind},
    )

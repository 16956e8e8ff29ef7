"""What we give: a versioned promise, its numbered copies, and their use."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from pondkeeper.kit.db import Base, Mine, refers_to


class Offer(Base, Mine):
    """A promise with its limits; the rules themselves are in its versions."""

    __tablename__ = "offer"
    __table_args__ = (
        UniqueConstraint("workspace_id", "name"),
        CheckConstraint("state in ('draft','live','paused','ended')", "state"),
        CheckConstraint("issue_cap is null or issued <= issue_cap", "issue_cap"),
        CheckConstraint("budget_fen is null or budget_used_fen <= budget_fen", "budget"),
        CheckConstraint("per_person_cap > 0", "per_person_cap"),
    )

    name: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default="coupon")
    state: Mapped[str] = mapped_column(server_default="draft")
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    zone: Mapped[str]
    budget_fen: Mapped[int | None]
    budget_used_fen: Mapped[int] = mapped_column(server_default="0")
    issue_cap: Mapped[int | None]
    issued: Mapped[int] = mapped_column(server_default="0")
    per_person_cap: Mapped[int] = mapped_column(server_default="1")
    version_id: Mapped[int | None]
    created_at: Mapped[datetime]


class OfferVersion(Base, Mine):
    """The rules as they stood; never edited once live."""

    __tablename__ = "offer_version"
    __table_args__ = (
        refers_to("offer", "offer_id"),
        UniqueConstraint("workspace_id", "offer_id", "version"),
    )

    offer_id: Mapped[int]
    version: Mapped[int]
    rules: Mapped[dict[str, Any]]
    created_by: Mapped[int | None]
    created_at: Mapped[datetime]


class OfferBenefit(Base, Mine):
    """What one version gives. `value` is fen for an amount, basis points paid for a rate."""

    __tablename__ = "offer_benefit"
    __table_args__ = (
        refers_to("offer_version", "offer_version_id"),
        CheckConstraint(
            "type in ('amount','pct','fixed_price','free_item','free_ship','points')", "type"
        ),
        CheckConstraint("value > 0 and threshold_fen >= 0", "amounts"),
    )

    offer_version_id: Mapped[int]
    type: Mapped[str]
    value: Mapped[int]
    threshold_fen: Mapped[int] = mapped_column(server_default="0")
    cap_fen: Mapped[int | None]
    floor_fen: Mapped[int | None]
    scope: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    applies_to: Mapped[str] = mapped_column(server_default="order")
    max_units: Mapped[int | None]
    stack_class: Mapped[str] = mapped_column(server_default="order_coupon")
    valid_days: Mapped[int]


class Coupon(Base, Mine):
    """One numbered copy of an offer. The slot makes 'n per person' a constraint."""

    __tablename__ = "coupon"
    __table_args__ = (
        refers_to("offer", "offer_id"),
        refers_to("offer_version", "offer_version_id"),
        refers_to("offer_benefit", "offer_benefit_id"),
        refers_to("contact", "contact_id"),
        refers_to("identity", "identity_id"),
        UniqueConstraint("workspace_id", "offer_id", "limit_contact_id", "slot_no"),
        # one cause gives a person one coupon, however often its job runs
        UniqueConstraint(
            "workspace_id",
            "offer_id",
            "limit_contact_id",
            "source_kind",
            "source_id",
            name="coupon_cause_key",
        ),
        UniqueConstraint("workspace_id", "code"),
        CheckConstraint("state in ('issued','locked','used','expired','void')", "state"),
        CheckConstraint("(state = 'locked') <= (locked_order_id is not null)", "locked_by"),
        CheckConstraint("(state = 'used') <= (used_order_id is not null)", "used_by"),
        Index(None, "workspace_id", "contact_id"),
        Index(None, "workspace_id", "locked_order_id"),
        Index(None, "workspace_id", "used_order_id"),
        Index(
            "coupon_expiry_idx",
            "workspace_id",
            "valid_to",
            postgresql_where=text("state = 'issued'"),
        ),
    )

    offer_id: Mapped[int]
    offer_version_id: Mapped[int]
    offer_benefit_id: Mapped[int]
    code: Mapped[str]
    contact_id: Mapped[int]
    identity_id: Mapped[int | None]
    limit_contact_id: Mapped[int]
    slot_no: Mapped[int]
    state: Mapped[str] = mapped_column(server_default="issued")
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime]
    source_kind: Mapped[str]
    source_id: Mapped[str]
    issued_at: Mapped[datetime]
    locked_order_id: Mapped[int | None]
    used_order_id: Mapped[int | None]
    used_at: Mapped[datetime | None]


class Redemption(Base, Mine):
    """A coupon's use on an order; a reversal keeps the row."""

    __tablename__ = "redemption"
    __table_args__ = (
        refers_to("coupon", "coupon_id"),
        Index(
            "redemption_standing_key",
            "workspace_id",
            "coupon_id",
            unique=True,
            postgresql_where=text("reversed_at is null"),
        ),
    )

    coupon_id: Mapped[int]
    order_id: Mapped[int]
    off_fen: Mapped[int]
    at: Mapped[datetime]
    reversed_at: Mapped[datetime | None]

"""What we know of each person: sums per day, where they stand, what they may be worth."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Double, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from pondkeeper.kit.db import Base, Mine, MineLink


class ContactDay(Base, MineLink):
    """Mergeable sums of one canonical contact on one local day."""

    __tablename__ = "contact_day"
    __table_args__ = (Index(None, "workspace_id", "day"),)

    contact_id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    orders: Mapped[int]
    revenue_fen: Mapped[int]
    refund_fen: Mapped[int]
    touches: Mapped[int]
    messages: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]


def _of_those_with(column: str, *more: str) -> Index:
    """Return an index by a column that few have: the others, and a long list's rows, are spared."""
    return Index(
        f"contact_state_{column}_idx", "workspace_id", column, *more,
        postgresql_where=text(f"{column} is not null"),
    )


class ContactState(Base, MineLink):
    """Where one canonical contact stands; the customer list reads nothing else."""

    __tablename__ = "contact_state"
    __table_args__ = (
        # The four sorts of the customer list, walked in either direction.
        Index(None, "workspace_id", "added_at", "contact_id"),
        Index(None, "workspace_id", "last_seen_at", "contact_id"),
        Index(None, "workspace_id", "revenue_fen", "contact_id"),
        Index(None, "workspace_id", "orders", "contact_id"),
        # Its filters, in the order in which the list opens.
        Index(None, "workspace_id", "source_id", "added_at", "contact_id"),
        _of_those_with("code_id", "added_at", "contact_id"),
        _of_those_with("owner_id", "added_at", "contact_id"),
        _of_those_with("store_id", "added_at", "contact_id"),
        Index(None, "workspace_id", "lifecycle", "added_at", "contact_id"),
        Index(None, "workspace_id", "reachable", "added_at", "contact_id"),
        # A stage follows from when someone was last seen: this sort would walk past all others.
        Index(None, "workspace_id", "lifecycle", "last_seen_at", "contact_id"),
        # Those who bought: most people did not, and in these orders, upwards, they come first.
        Index(
            "contact_state_bought_idx", "workspace_id", "revenue_fen", "contact_id",
            postgresql_where=text("orders > 0"),
        ),
        Index(
            "contact_state_bought_seen_idx", "workspace_id", "last_seen_at", "contact_id",
            postgresql_where=text("orders > 0"),
        ),
        _of_those_with("lifecycle_until"),
        # Scores and sums change in place, without touching an index, while a page has room.
        {"postgresql_with": {"fillfactor": "85"}},
    )

    contact_id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    source_id: Mapped[int | None]
    code_id: Mapped[int | None]
    owner_id: Mapped[int | None]
    store_id: Mapped[int | None]
    added_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    """Never before added_at: a list of those added since a day begins there by this too."""
    reachable: Mapped[bool]
    follows: Mapped[int]
    """Standing friendships with members of staff; more than one means reachable twice."""
    lost_at: Mapped[datetime | None]
    lost_by: Mapped[str | None]
    first_order_at: Mapped[datetime | None]
    last_order_at: Mapped[datetime | None]
    orders: Mapped[int]
    order_days: Mapped[int]
    revenue_fen: Mapped[int]
    refund_fen: Mapped[int]
    lifecycle: Mapped[str]
    lifecycle_until: Mapped[datetime | None]
    """When the lifecycle changes by itself, if nothing happens until then."""
    recency_score: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    frequency_score: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    money_score: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    alive: Mapped[float | None] = mapped_column(Double)
    expected_orders: Mapped[float | None] = mapped_column(Double)
    ltv_fen: Mapped[int | None]
    ltv_low_fen: Mapped[int | None]
    ltv_high_fen: Mapped[int | None]
    scored_at: Mapped[datetime | None]
    as_of: Mapped[datetime]


class ProfileDirty(Base, Mine):
    """Contacts whose profile is to be worked out again; rows are deleted as they are taken.

    A contact may be here twice: whoever marks never waits for whoever takes, and a mark is taken
    only once the facts that it stands for are committed.
    """

    __tablename__ = "profile_dirty"

    contact_id: Mapped[int]


class ScoreModel(Base, Mine):
    """A fitted model: its parameters, how well it fits, how far off it was on the last weeks."""

    __tablename__ = "score_model"
    __table_args__ = (Index(None, "workspace_id", "kind", "fitted_at"),)

    kind: Mapped[str]
    fitted_at: Mapped[datetime]
    fitted: Mapped[bool]
    params: Mapped[dict[str, Any]]

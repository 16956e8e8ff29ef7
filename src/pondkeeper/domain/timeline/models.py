"""What happened to whom: append-only, partitioned by month of received time."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from pondkeeper.kit.db import Base


class Event(Base):
    """One fact. `received_at` is when we learned it, `at` when it happened (never later)."""

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("at <= received_at", "order_of_times"),
        CheckConstraint("origin in ('live','import','backfill','restore')", "origin"),
        Index(None, "workspace_id", "contact_id", "at"),
        Index(None, "workspace_id", "kind", "at"),
        # What visitors did: found when one of them gets a name, or asks to be forgotten.
        Index(
            "event_visitor_idx", "workspace_id", "identity_id", "at",
            postgresql_where=text("contact_id is null and identity_id is not null"),
        ),
        {"postgresql_partition_by": "RANGE (received_at)"},
    )

    workspace_id: Mapped[int] = mapped_column(primary_key=True)
    received_at: Mapped[datetime] = mapped_column(primary_key=True)
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[str]
    contact_id: Mapped[int | None]
    identity_id: Mapped[int | None]
    origin: Mapped[str]
    props: Mapped[dict[str, Any]]


class EventKey(Base):
    """The idempotency key of an event from outside: the second arrival finds it taken."""

    __tablename__ = "event_key"
    __table_args__ = ({"postgresql_partition_by": "HASH (key)"},)

    workspace_id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)

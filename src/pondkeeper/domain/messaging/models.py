"""One message to one recipient, one call to a platform, and how each ended."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from pondkeeper.kit.db import Base, Mine, refers_to

STATES = "('ready','leased','wire','sent','failed','unknown','suppressed')"


class Delivery(Base, Mine):
    """One call to a platform, carrying touches. What is `wire` when a process dies is `unknown`."""

    __tablename__ = "delivery"
    __table_args__ = (
        refers_to("channel", "channel_id"),
        CheckConstraint(f"state in {STATES}", "state"),
        UniqueConstraint("workspace_id", "client_key"),
        Index(
            "delivery_ready_idx",
            "workspace_id",
            "lane",
            "id",
            postgresql_where=text("state in ('ready','leased','wire')"),
        ),
        Index(None, "workspace_id", "state", "id"),
    )

    channel_id: Mapped[int]
    lane: Mapped[str]
    kind: Mapped[str]
    body: Mapped[dict[str, Any]]
    client_key: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="ready")
    epoch: Mapped[int]
    not_before: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    retry_at: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(server_default="0")
    provider_id: Mapped[str | None]
    error_code: Mapped[str] = mapped_column(server_default="")
    error_hint: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[datetime]
    wire_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Touch(Base, Mine):
    """One message to one recipient; unique by what caused it, so that it is never made twice."""

    __tablename__ = "touch"
    __table_args__ = (
        refers_to("contact", "contact_id"),
        refers_to("identity", "identity_id"),
        refers_to("delivery", "delivery_id"),
        UniqueConstraint(
            "workspace_id", "source_kind", "source_id", "node", "occurrence", "contact_id"
        ),
        CheckConstraint("purpose in ('transactional','service','welcome','marketing')", "purpose"),
        Index(None, "workspace_id", "contact_id", "created_at"),
        Index(None, "workspace_id", "delivery_id"),
    )

    contact_id: Mapped[int]
    identity_id: Mapped[int | None]
    delivery_id: Mapped[int | None]
    purpose: Mapped[str]
    source_kind: Mapped[str]
    source_id: Mapped[str]
    node: Mapped[str] = mapped_column(server_default="")
    occurrence: Mapped[str] = mapped_column(server_default="")
    suppressed_reason: Mapped[str | None]
    summary: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[datetime]


class DeliveryResult(Base, Mine):
    """How a delivery ended, append-only; reports count these, never a counter."""

    __tablename__ = "delivery_result"
    __table_args__ = (
        refers_to("delivery", "delivery_id"),
        Index(None, "workspace_id", "delivery_id"),
    )

    delivery_id: Mapped[int]
    outcome: Mapped[str]
    provider_id: Mapped[str | None]
    code: Mapped[str] = mapped_column(server_default="")
    by_actor: Mapped[str] = mapped_column(server_default="")
    at: Mapped[datetime]


class RestoreHold(Base, Mine):
    """After a restore, nothing of an earlier epoch is sent until a named person releases it."""

    __tablename__ = "restore_hold"
    __table_args__ = (
        refers_to("staff", "released_by"),
        Index(
            "restore_hold_standing_key",
            "workspace_id",
            unique=True,
            postgresql_where=text("released_at is null"),
        ),
    )

    epoch: Mapped[int]
    backup_at: Mapped[datetime]
    restored_at: Mapped[datetime]
    payments_checked_at: Mapped[datetime | None]
    report: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    released_at: Mapped[datetime | None]
    released_by: Mapped[int | None]

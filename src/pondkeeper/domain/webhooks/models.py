"""Addresses of other systems that want to hear of events, and each telling as a row."""

from datetime import datetime

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Index,
    Integer,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from pondkeeper.kit.db import Base, Mine, refers_to


class WebhookEndpoint(Base, Mine):
    """An address that is told of events of some kinds. All times but `created_at` are real time.

    `kinds` are kinds of event ('order.paid'), families ('order.*') or all ('*'). `failing_since` is
    when the first telling failed after the last good one; `disabled_at` when that went on too long.
    """

    __tablename__ = "webhook_endpoint"
    __table_args__ = (
        UniqueConstraint("workspace_id", "name"),
        CheckConstraint("cardinality(kinds) > 0", "kinds"),
    )

    name: Mapped[str]
    url: Mapped[str]
    kinds: Mapped[list[str]] = mapped_column(ARRAY(Text))
    secrets_sealed: Mapped[bytes]
    active: Mapped[bool] = mapped_column(server_default="true")
    failing_since: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    last_sent_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class WebhookDelivery(Base, Mine):
    """One event told to one address; the table is the queue. `due_at` and `tried_at` are real time.

    Who sends it moves `due_at` on for as long as that may take, so that another takes over.
    What is told is read from the event when it is sent, so that an erased person's data stays
    erased. `message_id` is what the other side knows it by: equal for every try and replay.
    """

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        refers_to("webhook_endpoint", "endpoint_id", ondelete="CASCADE"),
        UniqueConstraint("workspace_id", "message_id"),
        CheckConstraint("state in ('waiting','sent','failed')", "state"),
        Index(
            "webhook_delivery_due_idx", "workspace_id", "due_at",
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "webhook_delivery_next_idx", "workspace_id", "endpoint_id", "due_at",
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(None, "workspace_id", "endpoint_id", "id"),
        Index(None, "workspace_id", "contact_id"),
    )

    endpoint_id: Mapped[int]
    message_id: Mapped[str]
    kind: Mapped[str]
    event_id: Mapped[int | None]
    event_received_at: Mapped[datetime | None]
    contact_id: Mapped[int | None]
    state: Mapped[str] = mapped_column(server_default="waiting")
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    due_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    status: Mapped[int | None] = mapped_column(SmallInteger)
    took_ms: Mapped[int | None] = mapped_column(Integer)
    error: Mapped[str] = mapped_column(server_default="")
    answer: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[datetime]

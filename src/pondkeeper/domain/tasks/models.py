"""Something for a member of staff to do."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from pondkeeper.kit.db import Base, Mine, refers_to


class Task(Base, Mine):
    """One thing to do for one contact, by one member of staff or by whoever takes it."""

    __tablename__ = "task"
    __table_args__ = (
        refers_to("staff", "staff_id"),
        refers_to("contact", "contact_id"),
        UniqueConstraint("workspace_id", "kind", "once_key"),
        Index(
            "task_open_idx",
            "workspace_id",
            "staff_id",
            "due_at",
            postgresql_where=text("done_at is null"),
        ),
    )

    kind: Mapped[str]
    once_key: Mapped[str]
    staff_id: Mapped[int | None]
    contact_id: Mapped[int | None]
    params: Mapped[dict[str, Any]]
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None]

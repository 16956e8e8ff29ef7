"""Files coming in: what was uploaded, how its columns are read, how far it got."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pondkeeper.kit.db import Base, Mine, refers_to


class Upload(Base, Mine):
    """One file of contacts, orders or costs, on its way in."""

    __tablename__ = "upload"
    __table_args__ = (
        refers_to("blob", "blob_id"),
        refers_to("run", "run_id"),
        CheckConstraint("kind in ('contacts','orders','costs')", "kind"),
    )

    kind: Mapped[str]
    name: Mapped[str]
    format: Mapped[str]
    blob_id: Mapped[int]
    row_count: Mapped[int]
    columns: Mapped[list[Any]]
    mapping: Mapped[dict[str, Any] | None]
    options: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    run_id: Mapped[int | None]
    uploaded_by: Mapped[int | None]
    created_at: Mapped[datetime]

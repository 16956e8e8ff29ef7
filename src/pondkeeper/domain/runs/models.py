"""Tables of long work and of the files it reads and leaves."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from pondkeeper.kit.db import Base, Mine, refers_to


class Run(Base, Mine):
    """Long work with progress, a place to go on from, and a result."""

    __tablename__ = "run"
    __table_args__ = (
        refers_to("blob", "artefact_id"),
        CheckConstraint(
            "state in ('waiting_approval','queued','running','done','failed','cancelled')", "state"
        ),
        Index(
            "run_open_idx",
            "workspace_id",
            "id",
            postgresql_where=text("state in ('queued','running')"),
        ),
    )

    kind: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="queued")
    params: Mapped[dict[str, Any]]
    total: Mapped[int | None]
    done: Mapped[int] = mapped_column(server_default="0")
    failed: Mapped[int] = mapped_column(server_default="0")
    resume: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    result: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    error: Mapped[str] = mapped_column(server_default="")
    artefact_id: Mapped[int | None]
    requested_by: Mapped[int | None]
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]
    lease: Mapped[int] = mapped_column(server_default="0")
    cancel_asked_at: Mapped[datetime | None]


class Blob(Base, Mine):
    """A file: an upload or an artefact, encrypted in chunks, gone when it expires."""

    __tablename__ = "blob"

    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class BlobChunk(Base, Mine):
    """One encrypted piece of a file."""

    __tablename__ = "blob_chunk"
    __table_args__ = (
        refers_to("blob", "blob_id", ondelete="CASCADE"),
        UniqueConstraint("workspace_id", "blob_id", "place"),
    )

    blob_id: Mapped[int]
    place: Mapped[int]
    sealed: Mapped[bytes]

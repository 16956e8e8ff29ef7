"""Money out and in, in fen, never edited; a mistake is corrected by another entry."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pondkeeper.kit.db import Base, Mine, refers_to


class LedgerEntry(Base, Mine):
    """One amount: positive is money to the brand, negative is money it spent."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        refers_to("source", "source_id"),
        UniqueConstraint("workspace_id", "kind", "ref_kind", "ref_id"),
        CheckConstraint(
            "kind in ('revenue','refund','goods','coupon','ads','bait','labour','other')", "kind"
        ),
        Index(None, "workspace_id", "source_id", "day"),
        Index(None, "workspace_id", "day"),
    )

    kind: Mapped[str]
    amount_fen: Mapped[int]
    source_id: Mapped[int | None]
    contact_id: Mapped[int | None]
    order_id: Mapped[int | None]
    day: Mapped[date]
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(server_default="")
    ref_kind: Mapped[str]
    ref_id: Mapped[str]

"""Groups and who is in them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from pondkeeper.kit.db import Base, Mine, MineLink, refers_to


class GroupChat(Base, Mine):
    """A group as the platform had it at `read_at`; at `due_at` it is read again (real time)."""

    __tablename__ = "group_chat"
    __table_args__ = (
        refers_to("channel", "channel_id"),
        UniqueConstraint("workspace_id", "channel_id", "chat_id"),
        Index(
            "group_chat_due_idx",
            "workspace_id",
            "due_at",
            postgresql_where=text("due_at is not null"),
        ),
    )

    channel_id: Mapped[int]
    chat_id: Mapped[str]
    name: Mapped[str] = mapped_column(server_default="")
    owner_member_id: Mapped[str] = mapped_column(server_default="")
    notice: Mapped[str] = mapped_column(server_default="")
    made_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(server_default="0")
    error: Mapped[str] = mapped_column(server_default="")


class GroupPerson(Base, MineLink):
    """Somebody in a group: a customer or stranger by the platform's id, or one of our staff.

    `name` is a colleague's; `identity_id` is whom we know a customer as; `way` is the platform's
    number of how they came, `state` what the code carried that they came by.
    """

    __tablename__ = "group_person"
    __table_args__ = (
        refers_to("group_chat", "group_id", ondelete="CASCADE"),
        refers_to("identity", "identity_id"),
        CheckConstraint("kind in ('customer','staff')", "kind"),
        Index(None, "workspace_id", "identity_id"),
    )

    group_id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    identity_id: Mapped[int | None]
    name: Mapped[str] = mapped_column(server_default="")
    invited_by: Mapped[str] = mapped_column(server_default="")
    way: Mapped[int] = mapped_column(server_default="0")
    state: Mapped[str] = mapped_column(server_default="")
    joined_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]

"""Articles of public accounts, the menus at their feet, and the message templates they have."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from pondkeeper.kit.db import Base, Mine, MineLink, refers_to


class Article(Base, Mine):
    """One article: written here, kept as a draft at the platform, then published.

    `draft_id`, `publish_id` and `article_id` are the platform's words. `pushing` and `submitting`
    are committed before the call; `lost` says that its answer never came, so that nobody calls
    again before having looked. `asked_at` is real time.
    """

    __tablename__ = "article"
    __table_args__ = (
        refers_to("channel", "channel_id"),
        CheckConstraint(
            "state=any('{draft,pushing,pushed,submitting,publishing,published,refused,withdrawn}')",
            "state",
        ),
        Index(
            "article_unfinished_idx",
            "workspace_id",
            "channel_id",
            postgresql_where=text("state in ('pushing','submitting','publishing')"),
        ),
        Index(None, "workspace_id", "published_at"),
    )

    channel_id: Mapped[int]
    title: Mapped[str]
    author: Mapped[str] = mapped_column(server_default="")
    digest: Mapped[str] = mapped_column(server_default="")
    body: Mapped[str] = mapped_column(server_default="")
    source_url: Mapped[str] = mapped_column(server_default="")
    cover_media_id: Mapped[str] = mapped_column(server_default="")
    state: Mapped[str] = mapped_column(server_default="draft")
    lost: Mapped[bool] = mapped_column(server_default="false")
    error: Mapped[str] = mapped_column(server_default="")
    draft_id: Mapped[str] = mapped_column(server_default="")
    publish_id: Mapped[str] = mapped_column(server_default="")
    article_id: Mapped[str] = mapped_column(server_default="")
    url: Mapped[str] = mapped_column(server_default="")
    asked_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class ArticleDay(Base, MineLink):
    """What became of an article up to and on a day of the platform, since it was published."""

    __tablename__ = "article_day"
    __table_args__ = (refers_to("article", "article_id", ondelete="CASCADE"),)

    article_id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    readers: Mapped[int]
    reads: Mapped[int]
    sharers: Mapped[int]
    shares: Mapped[int]
    keepers: Mapped[int]


class ArticleCode(Base, MineLink):
    """The code that an article carries for one channel: who came by it came from the article."""

    __tablename__ = "article_code"
    __table_args__ = (
        refers_to("article", "article_id", ondelete="CASCADE"),
        refers_to("channel_code", "code_id", ondelete="CASCADE"),
        refers_to("channel", "channel_id"),
        UniqueConstraint("workspace_id", "article_id", "channel_id"),
    )

    article_id: Mapped[int] = mapped_column(primary_key=True)
    code_id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int]


class AccountMenu(Base, MineLink):
    """An account's menu: the draft kept here beside what the platform had at `read_at`.

    `read_at` is real time; None as long as nobody read it. `conditional` are the menus that only
    some people see.
    """

    __tablename__ = "account_menu"
    __table_args__ = (refers_to("channel", "channel_id"),)

    channel_id: Mapped[int] = mapped_column(primary_key=True)
    draft: Mapped[list[Any]] = mapped_column(server_default="[]")
    live: Mapped[list[Any]] = mapped_column(server_default="[]")
    conditional: Mapped[list[Any]] = mapped_column(server_default="[]")
    read_at: Mapped[datetime | None]
    changed_at: Mapped[datetime | None]


class TemplateReading(Base, MineLink):
    """The message templates that an account had at `read_at` (real time)."""

    __tablename__ = "template_reading"
    __table_args__ = (refers_to("channel", "channel_id"),)

    channel_id: Mapped[int] = mapped_column(primary_key=True)
    items: Mapped[list[Any]]
    read_at: Mapped[datetime]

"""Reading articles: the list, one with its figures by day, and the codes it carries."""

from dataclasses import dataclass
from datetime import date, datetime

from pondkeeper.domain.content.publishing import PATIENCE
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import NotFound

SQL = SqlFolder(__package__)


@dataclass(frozen=True, slots=True)
class ArticleListed:
    """An article as the console lists it; figures are None until the platform told some.

    `lost`: its last call has no known end. `drafted`: the platform has a draft of it.
    """

    id: int
    channel_id: int
    channel_name: str
    title: str
    author: str
    digest: str
    source_url: str
    covered: bool
    drafted: bool
    state: str
    lost: bool
    error: str
    url: str
    created_at: datetime
    changed_at: datetime
    published_at: datetime | None
    as_of: date | None
    readers: int | None
    reads: int | None
    shares: int | None
    keepers: int | None
    codes: int


@dataclass(frozen=True, slots=True)
class ArticleDayRow:
    """What became of an article up to and on a day."""

    day: date
    readers: int
    reads: int
    sharers: int
    shares: int
    keepers: int


async def list_articles(
    tx: Tx, *, article_id: int | None = None, before: int | None = None, limit: int = 1
) -> list[ArticleListed]:
    """Return the newest articles before an id, or the one asked for."""
    return await tx.rows(
        SQL.articles,
        into=ArticleListed,
        workspace_id=tx.workspace_id,
        id=article_id,
        before=before,
        limit=limit,
        patience=tx.clock.real() - PATIENCE,
    )


async def article(tx: Tx, article_id: int) -> ArticleListed:
    """Return one article. Raises NotFound."""
    found = await list_articles(tx, article_id=article_id)
    if not found:
        raise NotFound("There is no such article.")
    return found[0]


async def body(tx: Tx, article_id: int) -> str:
    """Return an article's HTML, as it was cleaned when it was written."""
    return str(await tx.value(SQL.body, workspace_id=tx.workspace_id, id=article_id) or "")


async def days(tx: Tx, article_id: int) -> list[ArticleDayRow]:
    """Return the totals up to each day, the oldest first."""
    return await tx.rows(
        SQL.days, into=ArticleDayRow, workspace_id=tx.workspace_id, article_id=article_id
    )


async def code_ids(tx: Tx, article_id: int) -> list[int]:
    """Return the codes that an article carries."""
    rows = await tx.rows(SQL.code_ids, workspace_id=tx.workspace_id, article_id=article_id)
    return [row["code_id"] for row in rows]

"""Articles written, changed and thrown away here; what the platform said of them is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from pondkeeper.domain import channels
from pondkeeper.domain.channels.facts.account import ArticleTotal, PublishFinished
from pondkeeper.domain.content.bodies import clean
from pondkeeper.domain.content.models import Article, ArticleCode
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import Conflict, FieldError, InvalidInput, NotFound

SQL = SqlFolder(__package__)
TITLE, DIGEST, AUTHOR, BODY = 64, 120, 16, 20_000
"""The most characters that the platform takes."""
WRITABLE = ("draft", "pushed", "refused")
ENDED = {"done": "published", "deleted": "withdrawn"}
GOING_ON = {"running", "unknown"}


@dataclass(frozen=True, slots=True)
class ArticleDraft:
    """What an operator writes. `body` is HTML."""

    title: str
    body: str
    author: str = ""
    digest: str = ""
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class CodeWish:
    """A code for an article: on which channel, which source it counts for, who answers it."""

    channel_id: int
    source_id: int
    member_ids: Sequence[str] = ()


async def write(tx: Tx, channel_id: int, draft: ArticleDraft) -> int:
    """Keep a new article. Raises InvalidInput, NotFound."""
    await channels.channel(tx, channel_id)
    made = await tx.execute(
        insert(Article)
        .values(
            workspace_id=tx.workspace_id,
            channel_id=channel_id,
            created_at=tx.clock.now(),
            changed_at=tx.clock.now(),
            **_columns(draft),
        )
        .returning(Article.id)
    )
    return int(made.scalar_one())


async def rewrite(tx: Tx, article_id: int, draft: ArticleDraft) -> None:
    """Change an article that is not on its way. Raises InvalidInput, NotFound, Conflict."""
    await _change(tx, article_id, **_columns(draft))


async def set_cover(tx: Tx, article_id: int, media_id: str) -> None:
    """Give an article the cover that the platform keeps. Raises NotFound, Conflict."""
    await _change(tx, article_id, cover_media_id=media_id)


async def drop(tx: Tx, article_id: int) -> None:
    """Throw away what the platform never had. Raises NotFound, Conflict."""
    mine = (Article.workspace_id == tx.workspace_id, Article.id == article_id)
    only_here = (Article.state.in_(("draft", "refused")), Article.draft_id == "")
    gone = await tx.execute(delete(Article).where(*mine, *only_here))
    if not gone.rowcount:
        await _must_exist(tx, article_id)
        raise Conflict("This article is at the platform already.", hint="Withdraw it there first.")


async def give_code(tx: Tx, article_id: int, wish: CodeWish, *, attended: bool) -> int:
    """Make the article's code on a channel; whoever comes by it is counted for the article.

    `attended`: somebody of the staff answers it, as on WeCom. Raises NotFound, Conflict,
    InvalidInput.
    """
    title = await _must_exist(tx, article_id)
    channel = await channels.channel(tx, wish.channel_id)
    code_id = await channels.make_code(
        tx,
        channels.CodeDraft(
            name=f"文章 {article_id} {title[:16]} · {channel.name[:12]}",
            channel_id=wish.channel_id,
            source_id=wish.source_id,
            member_ids=wish.member_ids,
            attended=attended,
        ),
    )
    row = {"article_id": article_id, "code_id": code_id, "channel_id": wish.channel_id}
    try:
        await tx.execute(insert(ArticleCode).values(workspace_id=tx.workspace_id, **row))
    except IntegrityError as error:
        raise Conflict("The article has a code of this account already.") from error
    return code_id


async def publishings_ended(
    tx: Tx, channel_id: int, ended: Sequence[PublishFinished]
) -> None:
    """Keep how publishings ended that the platform told of; those of others are left alone."""
    for one in ended:
        article_id = await tx.value(
            SQL.article_of_publishing,
            workspace_id=tx.workspace_id,
            channel_id=channel_id,
            publish_id=one.publication.publish_id,
        )
        if article_id is not None:
            await keep_publication(
                tx, article_id, one.publication.state, one.publication.article_id,
                next(iter(one.publication.urls), ""), one.at,
            )  # fmt: skip


async def keep_publication(
    tx: Tx, article_id: int, state: str, platform_id: str, url: str, at: datetime
) -> None:
    """Keep how a publishing stands; a refusal gives the article back to be changed."""
    if state in GOING_ON:
        return
    await tx.run(
        SQL.keep_publication,
        workspace_id=tx.workspace_id,
        id=article_id,
        state=ENDED.get(state, "refused"),
        article_id=platform_id,
        url=url,
        at=at,
    )


async def keep_totals(tx: Tx, channel_id: int, totals: Sequence[ArticleTotal], zone: str) -> int:
    """Keep reads and shares of the articles these totals are of; how many rows were kept.

    The platform names no article of ours: title and day must name just one.
    """
    return await tx.run(
        SQL.keep_totals,
        workspace_id=tx.workspace_id,
        channel_id=channel_id,
        zone=zone,
        titles=[one.title for one in totals],
        sent=[one.sent_on for one in totals],
        days=[one.day for one in totals],
        readers=[one.readers for one in totals],
        reads=[one.reads for one in totals],
        sharers=[one.sharers for one in totals],
        shares=[one.shares for one in totals],
        keepers=[one.keepers for one in totals],
    )


async def _change(tx: Tx, article_id: int, **columns: str) -> None:
    mine = (Article.workspace_id == tx.workspace_id, Article.id == article_id)
    changed = await tx.execute(
        update(Article)
        .where(*mine, Article.state.in_(WRITABLE))
        .values(state="draft", error="", changed_at=tx.clock.now(), **columns)
    )
    if not changed.rowcount:
        await _must_exist(tx, article_id)
        raise Conflict("This article is on its way or out already; it cannot be changed here.")


async def _must_exist(tx: Tx, article_id: int) -> str:
    mine = (Article.workspace_id == tx.workspace_id, Article.id == article_id)
    title: str | None = (await tx.execute(select(Article.title).where(*mine))).scalar()
    if title is None:
        raise NotFound("There is no such article.")
    return title


def _columns(draft: ArticleDraft) -> dict[str, str]:
    texts = {
        "title": draft.title.strip(),
        "author": draft.author.strip(),
        "digest": draft.digest.strip(),
        "body": clean(draft.body),
        "source_url": draft.source_url.strip(),
    }
    most = {"title": TITLE, "author": AUTHOR, "digest": DIGEST, "body": BODY}
    errors = [
        FieldError(name, f"At most {count} characters.")
        for name, count in most.items()
        if len(texts[name]) > count
    ]
    if not texts["title"]:
        errors.append(FieldError("title", "An article needs a title."))
    if texts["source_url"] and not texts["source_url"].startswith(("https://", "http://")):
        errors.append(FieldError("source_url", "The address must begin with https://."))
    if errors:
        raise InvalidInput("The article is not complete.", errors=errors)
    return texts

"""An article at the platform: its draft, its publishing, and finding out what became of it.

Each call stands between two transactions, and what it is about to do is committed first. A lost
answer is never asked for again blindly: `settle` looks at the platform what is there.
"""

from dataclasses import dataclass
from datetime import timedelta

from pondkeeper.domain.channels import accesses
from pondkeeper.domain.channels.facts import account as account_facts
from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused, SendUnknown
from pondkeeper.domain.channels.ports.account import Articles
from pondkeeper.domain.channels.registry import ChannelDoors
from pondkeeper.domain.content.actions import keep_publication
from pondkeeper.domain.content.bodies import has_content
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import Conflict, FieldError, InvalidInput, NotFound, Unavailable

SQL = SqlFolder(__package__)
PATIENCE = timedelta(minutes=2)
"""Real time after which a call that nobody ended is taken for lost."""


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article as it is sent."""

    id: int
    channel_id: int
    title: str
    author: str
    digest: str
    body: str
    source_url: str
    cover_media_id: str
    state: str
    draft_id: str
    publish_id: str
    article_id: str


@dataclass(frozen=True, slots=True)
class Step:
    """An article and what opens its account."""

    article: ArticleRow
    access: ChannelAccess


async def begin_push(tx: Tx, article_id: int) -> Step:
    """Commit to keeping the article as a draft at the platform.

    Raises NotFound, InvalidInput when something is lacking, Conflict when it is not its turn.
    """
    step = await _begin(tx, article_id, frm="draft", to="pushing")
    lacking = []
    if not step.article.cover_media_id:
        lacking.append(FieldError("cover", "An article needs a cover."))
    if not has_content(step.article.body):
        lacking.append(FieldError("body", "The article is empty."))
    if lacking:
        raise InvalidInput("The article is not complete.", errors=lacking)
    return step


async def push(doors: ChannelDoors, step: Step) -> None:
    """Keep the draft at the platform, or bring it up to date. Raises Conflict, Unavailable."""
    article, articles = step.article, port(doors, step.access)
    written = account_facts.Article(
        title=article.title,
        content=article.body,
        cover_media_id=article.cover_media_id,
        author=article.author,
        digest=article.digest,
        source_url=article.source_url,
    )
    try:
        if article.draft_id:
            await articles.update(step.access, article.draft_id, 0, written)
            draft_id = article.draft_id
        else:
            draft_id = await articles.add(step.access, [written])
    except SendRefused as refused:
        raise await _refused(doors, step, "draft", refused) from refused
    except SendUnknown as unknown:
        raise await _lost(doors, step, unknown) from unknown
    await _keep(doors, step, "pushed", draft_id=draft_id)


async def begin_publish(tx: Tx, article_id: int) -> Step:
    """Commit to publishing the article's draft. Raises NotFound, Conflict."""
    return await _begin(tx, article_id, frm="pushed", to="submitting")


async def publish(doors: ChannelDoors, step: Step) -> None:
    """Ask the platform to publish, and once how that stands. Raises Conflict, Unavailable."""
    articles = port(doors, step.access)
    try:
        publish_id = await articles.publish(step.access, step.article.draft_id)
    except SendRefused as refused:
        raise await _refused(doors, step, "pushed", refused) from refused
    except SendUnknown as unknown:
        raise await _lost(doors, step, unknown) from unknown
    await _keep(doors, step, "publishing", publish_id=publish_id)
    # The platform may have told the end before we knew the number that it told it under.
    await _ask_publication(doors, step, publish_id)


async def unfinished(tx: Tx, article_id: int | None = None) -> list[Step]:
    """Return the articles whose last call is not known to have ended (or is under way no more)."""
    rows: list[ArticleRow] = await tx.rows(
        SQL.unfinished,
        into=ArticleRow,
        workspace_id=tx.workspace_id,
        id=article_id,
        before=tx.clock.real() - PATIENCE,
    )
    opened = await accesses(tx, sorted({row.channel_id for row in rows}))
    return [Step(row, opened[row.channel_id]) for row in rows if row.channel_id in opened]


async def settle(doors: ChannelDoors, step: Step) -> None:
    """Find out at the platform how an unfinished article stands. Raises Conflict, Unavailable."""
    articles, article = port(doors, step.access), step.article
    try:
        if article.state == "publishing" or article.publish_id:
            await _ask_publication(doors, step, article.publish_id)
        elif article.state == "pushing":
            await _find_draft(doors, step, articles)
        else:
            await _find_published(doors, step, articles)
    except SendRefused as refused:
        raise _said(refused) from refused
    except SendUnknown as unknown:
        raise Unavailable("The platform did not answer.", hint=unknown.hint) from unknown


async def begin_withdraw(tx: Tx, article_id: int) -> Step:
    """Return what is to be taken back. Raises NotFound, Conflict."""
    step = await _read(tx, article_id)
    if step.article.state != "published" or not step.article.article_id:
        raise Conflict("Only a published article can be withdrawn.")
    return step


async def withdraw(doors: ChannelDoors, step: Step) -> None:
    """Take an article back for ever; done twice it is done once. Raises Conflict, Unavailable."""
    try:
        await port(doors, step.access).withdraw(step.access, step.article.article_id)
    except SendRefused as refused:
        if refused.kind != "done":
            raise _said(refused) from refused
    except SendUnknown as unknown:
        raise Unavailable("The platform did not answer.", hint=unknown.hint) from unknown
    await _keep(doors, step, "withdrawn")


def port(doors: ChannelDoors, access: ChannelAccess) -> Articles:
    """Return the articles of an account's platform. Raises InvalidInput when it has none."""
    found = doors.adapters.of(access.kind).articles
    if found is None:
        raise InvalidInput("This kind of channel has no articles.")
    return found


async def _begin(tx: Tx, article_id: int, *, frm: str, to: str) -> Step:
    step = await _read(tx, article_id)
    began = await tx.run(
        SQL.begin,
        workspace_id=tx.workspace_id,
        id=article_id,
        was=frm,
        state=to,
        real=tx.clock.real(),
    )
    if not began:
        raise Conflict("This article is not ready for that.", hint="Reload the page.")
    return step


async def _read(tx: Tx, article_id: int) -> Step:
    rows: list[ArticleRow] = await tx.rows(
        SQL.article_row, into=ArticleRow, workspace_id=tx.workspace_id, id=article_id
    )
    if not rows:
        raise NotFound("There is no such article.")
    opened = await accesses(tx, [rows[0].channel_id])
    if rows[0].channel_id not in opened:
        raise Conflict("The article's account is switched off.")
    return Step(rows[0], opened[rows[0].channel_id])


async def _ask_publication(doors: ChannelDoors, step: Step, publish_id: str) -> None:
    articles = port(doors, step.access)
    try:
        found = await articles.publication(step.access, publish_id)
    except (SendRefused, SendUnknown):
        return  # the platform tells the end by itself; until then it can be asked again
    async with doors.database.tx(step.access.workspace_id) as tx:
        url = next(iter(found.urls), "")
        await keep_publication(
            tx, step.article.id, found.state, found.article_id, url, tx.clock.now()
        )


async def _find_draft(doors: ChannelDoors, step: Step, articles: Articles) -> None:
    """Find the draft by its cover, which was given to this article alone."""
    if step.article.draft_id:  # bringing a draft up to date may be done again
        await _keep(doors, step, "draft")
        return
    async for draft in articles.drafts(step.access):
        if [one.cover_media_id for one in draft.articles] == [step.article.cover_media_id]:
            await _keep(doors, step, "pushed", draft_id=draft.draft_id)
            return
    await _keep(doors, step, "draft")


async def _find_published(doors: ChannelDoors, step: Step, articles: Articles) -> None:
    """A draft that is still there was not published; else it is among what can be read."""
    try:
        await articles.get(step.access, step.article.draft_id)
    except SendRefused as refused:
        if refused.kind not in {"permanent", "done"}:
            raise
    else:
        await _keep(doors, step, "pushed")
        return
    async with doors.database.tx(step.access.workspace_id) as tx:
        rows = await tx.rows(
            SQL.known_publications,
            workspace_id=tx.workspace_id,
            channel_id=step.access.channel_id,
        )
        known = {row["article_id"] for row in rows}
    async for one in articles.published(step.access):
        if one.title == step.article.title and one.article_id not in known:
            async with doors.database.tx(step.access.workspace_id) as tx:
                at = one.at or tx.clock.now()
                await keep_publication(
                    tx, step.article.id, "done", one.article_id, one.url, at
                )
            return


async def _keep(
    doors: ChannelDoors, step: Step, state: str, *, draft_id: str = "", publish_id: str = ""
) -> None:
    async with doors.database.tx(step.access.workspace_id) as tx:
        await _note(tx, step, state, draft_id=draft_id, publish_id=publish_id)


async def _refused(
    doors: ChannelDoors, step: Step, state: str, refused: SendRefused
) -> Conflict:
    async with doors.database.tx(step.access.workspace_id) as tx:
        await _note(tx, step, state, error=str(refused)[:300])
    return _said(refused)


async def _lost(doors: ChannelDoors, step: Step, unknown: SendUnknown) -> Unavailable:
    async with doors.database.tx(step.access.workspace_id) as tx:
        await tx.run(SQL.note_lost, workspace_id=tx.workspace_id, id=step.article.id)
    return Unavailable(
        "The platform's answer was lost; it may have been done.",
        hint=f"Look it up before trying again. {unknown.hint}",
    )


def _said(refused: SendRefused) -> Conflict:
    return Conflict("The platform refused.", hint=f"{refused.hint} ({refused.code})")


async def _note(
    tx: Tx, step: Step, state: str, *, draft_id: str = "", publish_id: str = "", error: str = ""
) -> None:
    await tx.run(
        SQL.note,
        workspace_id=tx.workspace_id,
        id=step.article.id,
        state=state,
        draft_id=draft_id,
        publish_id=publish_id,
        error=error,
    )

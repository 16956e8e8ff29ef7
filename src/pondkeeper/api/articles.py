"""Articles of public accounts: written, shown to the platform, published, and what they brought."""

from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from litestar import delete, get, post, put
from litestar.datastructures import UploadFile
from litestar.params import JSONBody, MultipartBody, Parameter

from pondkeeper.api.door import Door
from pondkeeper.api.shapes import PageOf, Ref, newest_page, number
from pondkeeper.domain import channels, content
from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused, SendUnknown
from pondkeeper.domain.channels.ports.account import ArticleFiles
from pondkeeper.domain.insight.codes import CodeOrders, code_orders
from pondkeeper.kit.db import Tx
from pondkeeper.kit.errors import Conflict, FieldError, InvalidInput, Unavailable

Limit = Annotated[int, Parameter(ge=1, le=200)]
MOST_BYTES = 10 * 1024 * 1024
"""What the platform takes for a cover; pictures inside have less, and it says so."""
BEGINNINGS = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8")


class ArticleRequest(msgspec.Struct):
    """What is written; `body` is HTML, from which everything that could act is taken out."""

    title: str
    body: str
    author: str = ""
    digest: str = ""
    source_url: str = ""


class NewArticle(ArticleRequest, kw_only=True):
    """An article, and the account it is for."""

    channel_id: str


class Article(msgspec.Struct):
    """An article as the list shows it; totals so far as of a day, null until there are some.

    `unsure`: the answer to its last call was lost, and it must be looked up before anything else.
    """

    id: str
    channel: Ref
    title: str
    author: str
    digest: str
    source_url: str
    has_cover: bool
    drafted: bool
    state: str
    unsure: bool
    error: str | None
    url: str | None
    readers: int | None
    reads: int | None
    shares: int | None
    keepers: int | None
    figures_day: date | None
    codes: int
    created_at: datetime
    changed_at: datetime
    published_at: datetime | None


class ArticleDay(msgspec.Struct):
    """Totals since publishing, up to and on a day."""

    day: date
    readers: int
    reads: int
    sharers: int
    shares: int
    keepers: int


class ArticleCode(msgspec.Struct):
    """The article's code on one account, and who came by it and bought; money in fen."""

    id: str
    channel: Ref
    source: Ref
    ready: bool
    error: str | None
    adds: int
    reachable: int
    buyers: int
    revenue_fen: int


class ArticleWhole(msgspec.Struct):
    """An article with its text, its figures by day and its codes."""

    article: Article
    body: str
    days: list[ArticleDay]
    codes: list[ArticleCode]


class ArticleCodeRequest(msgspec.Struct):
    """A code to make: on which account, for which source, answered by whom (WeCom only)."""

    channel_id: str
    source_id: str
    member_ids: list[str] = []


class PictureForm(msgspec.Struct):
    """A picture."""

    file: UploadFile


class ArticlePicture(msgspec.Struct):
    """Where the platform keeps a picture for the inside of articles."""

    url: str


@get("/api/articles")
async def list_articles(
    door: Door, cursor: str | None = None, limit: Limit = 50
) -> PageOf[Article]:
    """List articles, newest first."""
    async with door.tx("codes.read") as tx:
        before = number(cursor, "cursor")
        rows = await content.list_articles(tx, before=before, limit=limit + 1)
    return newest_page(rows, limit, _shape)


@get("/api/articles/{article_id:int}")
async def read_article(door: Door, article_id: int) -> ArticleWhole:
    """Return one article with what it brought."""
    async with door.tx("codes.read") as tx:
        return await _whole(tx, article_id)


@post("/api/articles")
async def write_article(door: Door, data: JSONBody[NewArticle]) -> ArticleWhole:
    """Write an article; nobody but us sees it yet."""
    async with door.tx("codes.write") as tx:
        channel_id = number(data.channel_id, "channel_id") or 0
        known = await channels.channel(tx, channel_id)
        if door.services.adapters.of(known.kind).articles is None:
            raise InvalidInput("This kind of channel has no articles.")
        article_id = await content.write(tx, channel_id, _draft(data))
        door.about("article", article_id, title=data.title)
        return await _whole(tx, article_id)


@put("/api/articles/{article_id:int}")
async def rewrite_article(
    door: Door, article_id: int, data: JSONBody[ArticleRequest]
) -> ArticleWhole:
    """Change an article that is not published; the platform's draft waits to be brought up."""
    door.about("article", article_id, title=data.title)
    async with door.tx("codes.write") as tx:
        await content.rewrite(tx, article_id, _draft(data))
        return await _whole(tx, article_id)


@delete("/api/articles/{article_id:int}")
async def drop_article(door: Door, article_id: int) -> None:
    """Throw away an article that the platform never had."""
    door.about("article", article_id)
    async with door.tx("codes.write") as tx:
        await content.drop(tx, article_id)


@post("/api/articles/{article_id:int}/cover", status_code=200)
async def set_article_cover(
    door: Door, article_id: int, data: MultipartBody[PictureForm]
) -> ArticleWhole:
    """Give the article a cover, which the platform keeps."""
    door.about("article", article_id)
    access, files = await _files(door, article_id)
    picture = await _picture(data)
    try:
        media_id = await files.cover(access, name="cover", content=picture)
    except (SendRefused, SendUnknown) as error:
        raise _failed(error) from error
    async with door.services.database.tx(door.workspace_id, door.actor) as tx:
        await content.set_cover(tx, article_id, media_id)
        return await _whole(tx, article_id)


@post("/api/articles/{article_id:int}/pictures", status_code=201)
async def add_article_picture(
    door: Door, article_id: int, data: MultipartBody[PictureForm]
) -> ArticlePicture:
    """Hand the platform a picture for the inside of the article."""
    door.about("article", article_id)
    access, files = await _files(door, article_id)
    picture = await _picture(data)
    try:
        return ArticlePicture(await files.picture(access, name="picture", content=picture))
    except (SendRefused, SendUnknown) as error:
        raise _failed(error) from error


@post("/api/articles/{article_id:int}/push", status_code=200)
async def push_article(door: Door, article_id: int) -> ArticleWhole:
    """Keep the article as a draft at the platform, or bring that draft up to date."""
    door.about("article", article_id)
    async with door.tx("codes.write") as tx:
        step = await content.begin_push(tx, article_id)
    await content.push(door.services, step)
    return await _again(door, article_id)


@post("/api/articles/{article_id:int}/publishing", status_code=200)
async def publish_article(door: Door, article_id: int) -> ArticleWhole:
    """Publish the article's draft; the platform tells the end after its own check."""
    door.about("article", article_id)
    async with door.tx("codes.write") as tx:
        step = await content.begin_publish(tx, article_id)
    await content.publish(door.services, step)
    return await _again(door, article_id)


@post("/api/articles/{article_id:int}/settlement", status_code=200)
async def settle_article(door: Door, article_id: int) -> ArticleWhole:
    """Find out at the platform how an article stands whose last call has no known end."""
    door.about("article", article_id)
    async with door.tx("codes.write") as tx:
        await content.article(tx, article_id)
        waiting = await content.unfinished(tx, article_id)
    for step in waiting:
        await content.settle(door.services, step)
    return await _again(door, article_id)


@post("/api/articles/{article_id:int}/withdrawal", status_code=200)
async def withdraw_article(door: Door, article_id: int) -> ArticleWhole:
    """Take a published article back, for ever."""
    door.about("article", article_id)
    async with door.tx("codes.write") as tx:
        step = await content.begin_withdraw(tx, article_id)
    await content.withdraw(door.services, step)
    return await _again(door, article_id)


@post("/api/articles/{article_id:int}/codes", status_code=201)
async def make_article_code(
    door: Door, article_id: int, data: JSONBody[ArticleCodeRequest]
) -> ArticleWhole:
    """Make the article's code on one account; who comes by it came from the article."""
    door.about("article", article_id)
    async with door.tx("codes.write") as tx:
        wish = content.CodeWish(
            number(data.channel_id, "channel_id") or 0,
            number(data.source_id, "source_id") or 0,
            data.member_ids,
        )
        platform = door.services.adapters.of((await channels.channel(tx, wish.channel_id)).kind)
        if platform.ways is None and platform.scene_codes is None:
            raise InvalidInput("This kind of channel has no codes.")
        await content.give_code(tx, article_id, wish, attended=platform.ways is not None)
        return await _whole(tx, article_id)


async def _again(door: Door, article_id: int) -> ArticleWhole:
    async with door.services.database.tx(door.workspace_id, door.actor) as tx:
        return await _whole(tx, article_id)


async def _files(door: Door, article_id: int) -> tuple[ChannelAccess, ArticleFiles]:
    async with door.tx("codes.write") as tx:
        found = await content.article(tx, article_id)
        access = await channels.access(tx, found.channel_id)
    files = door.services.adapters.of(access.kind).article_files
    if files is None:
        raise InvalidInput("This kind of channel keeps no pictures.")
    return access, files


async def _picture(data: PictureForm) -> bytes:
    body = await data.file.read()
    if not body.startswith(BEGINNINGS):
        wrong = FieldError("file", "Choose a PNG, JPEG or GIF.")
        raise InvalidInput("This is no picture.", errors=[wrong])
    if len(body) > MOST_BYTES:
        wrong = FieldError("file", "At most 10 MB.")
        raise InvalidInput("The picture is too large.", errors=[wrong])
    return body


def _failed(error: SendRefused | SendUnknown) -> Exception:
    if isinstance(error, SendRefused):
        return Conflict("The platform refused.", hint=f"{error.hint} ({error.code})")
    return Unavailable("The platform did not answer.", hint=error.hint)


async def _whole(tx: Tx, article_id: int) -> ArticleWhole:
    row = await content.article(tx, article_id)
    body, days = await content.body(tx, article_id), await content.days(tx, article_id)
    ids = await content.code_ids(tx, article_id)
    bought = await code_orders(tx, ids)
    return ArticleWhole(
        _shape(row),
        body,
        [
            ArticleDay(one.day, one.readers, one.reads, one.sharers, one.shares, one.keepers)
            for one in days
        ],
        [_code(await channels.code(tx, code_id), bought.get(code_id)) for code_id in ids],
    )


def _shape(row: content.ArticleListed) -> Article:
    return Article(
        id=str(row.id),
        channel=Ref(str(row.channel_id), row.channel_name),
        title=row.title,
        author=row.author,
        digest=row.digest,
        source_url=row.source_url,
        has_cover=row.covered,
        drafted=row.drafted,
        state=row.state,
        unsure=row.lost,
        error=row.error or None,
        url=row.url or None,
        readers=row.readers,
        reads=row.reads,
        shares=row.shares,
        keepers=row.keepers,
        figures_day=row.as_of,
        codes=row.codes,
        created_at=row.created_at,
        changed_at=row.changed_at,
        published_at=row.published_at,
    )


def _code(row: channels.CodeRow, bought: CodeOrders | None) -> ArticleCode:
    return ArticleCode(
        id=str(row.id),
        channel=Ref(str(row.channel_id), row.channel_name),
        source=Ref(str(row.source_id), row.source_name),
        ready=row.qr_url is not None,
        error=row.sync_error or None,
        adds=row.adds,
        reachable=row.reachable,
        buyers=bought.buyers if bought else 0,
        revenue_fen=bought.revenue_fen if bought else 0,
    )


def _draft(data: ArticleRequest) -> content.ArticleDraft:
    return content.ArticleDraft(
        data.title, data.body, data.author, data.digest, data.source_url
    )


ROUTES: tuple[Any, ...] = (
    list_articles,
    read_article,
    write_article,
    rewrite_article,
    drop_article,
    set_article_cover,
    add_article_picture,
    push_article,
    publish_article,
    settle_article,
    withdraw_article,
    make_article_code,
)

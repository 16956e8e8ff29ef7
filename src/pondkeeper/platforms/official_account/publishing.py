"""Articles: drafts, publishing, figures, and the pictures they need."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from pondkeeper.domain.channels.facts.account import (
    Article,
    ArticleTotal,
    Draft,
    Publication,
    PublishedArticle,
    PublishState,
)
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.platforms.common.call import Caller
from pondkeeper.platforms.common.endpoint import Endpoint
from pondkeeper.platforms.common.json_calls import post
from pondkeeper.platforms.common.told import told
from pondkeeper.platforms.common.uploads import upload
from pondkeeper.platforms.official_account.endpoints import articles as e
from pondkeeper.platforms.official_account.endpoints import statistics

PAGE = 20
"""The most that one call lists."""
# 0 is documented by samples in two places, the others from memory (not verified).
_STATES: Mapping[int, PublishState] = {
    0: "done",
    1: "running",
    2: "refused",
    3: "failed",
    4: "refused",
    5: "deleted",
    6: "deleted",
}


@dataclass(frozen=True, slots=True)
class OfficialArticles:
    """Drafts and what becomes of them."""

    caller: Caller

    async def add(self, access: ChannelAccess, articles: Sequence[Article]) -> str:
        """Keep articles as a draft; a SendUnknown may leave one behind, which `drafts` shows."""
        body = {"articles": [_row(article) for article in articles]}
        answer = await self.caller.call(access, e.DRAFT_ADD, post(e.DRAFT_ADD, body))
        return str(told(answer, "media_id"))

    async def update(
        self, access: ChannelAccess, draft_id: str, place: int, article: Article
    ) -> None:
        """Replace the article at `place`, counted from 0."""
        body = {"media_id": draft_id, "index": place, "articles": _row(article)}
        await self.caller.call(access, e.DRAFT_UPDATE, post(e.DRAFT_UPDATE, body))

    async def get(self, access: ChannelAccess, draft_id: str) -> Draft:
        """Return one draft with its articles."""
        answer = await self.caller.call(
            access, e.DRAFT_GET, post(e.DRAFT_GET, {"media_id": draft_id})
        )
        return Draft(draft_id, _articles(answer))

    async def delete(self, access: ChannelAccess, draft_id: str) -> None:
        """Throw a draft away."""
        body = {"media_id": draft_id}
        await self.caller.call(access, e.DRAFT_DELETE, post(e.DRAFT_DELETE, body))

    async def drafts(self, access: ChannelAccess) -> AsyncIterator[Draft]:
        """Walk all drafts, the newest first."""
        async for row in self._listed(access, e.DRAFTS):
            content = row.get("content") or {}
            yield Draft(str(told(row, "media_id")), _articles(content), _moment(row))

    async def publish(self, access: ChannelAccess, draft_id: str) -> str:
        """Ask for publishing; the end comes as `PublishFinished` or by asking."""
        answer = await self.caller.call(access, e.PUBLISH, post(e.PUBLISH, {"media_id": draft_id}))
        return str(told(answer, "publish_id"))

    async def publication(self, access: ChannelAccess, publish_id: str) -> Publication:
        """Return how a publishing stands."""
        body = {"publish_id": publish_id}
        answer = await self.caller.call(access, e.PUBLISH_STATE, post(e.PUBLISH_STATE, body))
        rows = (answer.get("article_detail") or {}).get("item") or ()
        return Publication(
            publish_id,
            publish_state(told(answer, "publish_status")),
            str(answer.get("article_id") or ""),
            tuple(str(told(row, "article_url")) for row in rows),
            tuple(answer.get("fail_idx") or ()),
        )

    async def published(self, access: ChannelAccess) -> AsyncIterator[PublishedArticle]:
        """Walk what can be read, the newest first."""
        async for row in self._listed(access, e.PUBLISHED):
            rows = (row.get("content") or {}).get("news_item") or ()
            for place, article in enumerate(rows, start=1):
                yield PublishedArticle(
                    str(told(row, "article_id")),
                    place,
                    article.get("title") or "",
                    article.get("url") or "",
                    bool(article.get("is_deleted")),
                    _moment(row),
                )

    async def withdraw(self, access: ChannelAccess, article_id: str, *, place: int = 0) -> None:
        """Take back an article for ever."""
        body = {"article_id": article_id, "index": place}
        await self.caller.call(access, e.PUBLISHED_DELETE, post(e.PUBLISHED_DELETE, body))

    async def totals(self, access: ChannelAccess, sent_on: date) -> list[ArticleTotal]:
        """Return the figures of what was sent on a day, known for the seven days after it."""
        endpoint = statistics.ARTICLES_TOTAL
        body = {"begin_date": sent_on.isoformat(), "end_date": sent_on.isoformat()}
        answer = await self.caller.call(access, endpoint, post(endpoint, body))
        rows = answer.get("list") or ()
        return [_total(row, day) for row in rows for day in row.get("details") or ()]

    async def _listed(
        self, access: ChannelAccess, endpoint: Endpoint
    ) -> AsyncIterator[Mapping[str, Any]]:
        """Walk a list that is paged by offset. What is added meanwhile may show a row twice."""
        offset = 0
        while True:
            body = {"offset": offset, "count": PAGE, "no_content": 0}
            answer = await self.caller.call(access, endpoint, post(endpoint, body))
            rows = answer.get(endpoint.items) or ()
            for row in rows:
                yield row
            offset += len(rows)
            if not rows or offset >= answer.get("total_count", 0):
                return


@dataclass(frozen=True, slots=True)
class OfficialFiles:
    """Pictures that articles need."""

    caller: Caller

    async def cover(self, access: ChannelAccess, *, name: str, content: bytes) -> str:
        """Keep a picture in the stock (100,000 pictures, not verified); return its media id."""
        request = await upload(e.MATERIAL_ADD, name, content, type="image")
        answer = await self.caller.call(access, e.MATERIAL_ADD, request)
        return str(told(answer, "media_id"))

    async def picture(self, access: ChannelAccess, *, name: str, content: bytes) -> str:
        """Keep a picture for the inside of articles; return its address."""
        request = await upload(e.PICTURE_UPLOAD, name, content)
        answer = await self.caller.call(access, e.PICTURE_UPLOAD, request)
        return str(told(answer, "url"))

    async def delete(self, access: ChannelAccess, media_id: str) -> None:
        """Delete something from the stock."""
        body = {"media_id": media_id}
        await self.caller.call(access, e.MATERIAL_DELETE, post(e.MATERIAL_DELETE, body))


@dataclass(frozen=True, slots=True)
class OfficialMedia:
    """Temporary media, kept by the platform for three days."""

    caller: Caller

    async def upload(
        self, access: ChannelAccess, *, name: str, content: bytes, kind: str = "image"
    ) -> str:
        """Upload one file and return its media id. `kind`: image, voice, video or thumb."""
        request = await upload(e.MEDIA_UPLOAD, name, content, type=kind)
        answer = await self.caller.call(access, e.MEDIA_UPLOAD, request)
        return str(told(answer, "media_id"))


def publish_state(number: Any) -> PublishState:
    """Return the state behind the platform's number."""
    return _STATES.get(number, "unknown") if isinstance(number, int) else "unknown"


def _row(article: Article) -> dict[str, Any]:
    return {
        "title": article.title,
        "author": article.author,
        "digest": article.digest,
        "content": article.content,
        "content_source_url": article.source_url,
        "thumb_media_id": article.cover_media_id,
        "need_open_comment": int(article.comments),
        "only_fans_can_comment": int(article.comments_of_followers_only),
    }


def _articles(content: Mapping[str, Any]) -> tuple[Article, ...]:
    return tuple(
        Article(
            title=row.get("title") or "",
            content=row.get("content") or "",
            cover_media_id=row.get("thumb_media_id") or "",
            author=row.get("author") or "",
            digest=row.get("digest") or "",
            source_url=row.get("content_source_url") or "",
            comments=bool(row.get("need_open_comment")),
            comments_of_followers_only=bool(row.get("only_fans_can_comment")),
        )
        for row in content.get("news_item") or ()
    )


def _moment(row: Mapping[str, Any]) -> datetime | None:
    seconds = row.get("update_time")
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def _total(row: Mapping[str, Any], day: Mapping[str, Any]) -> ArticleTotal:
    return ArticleTotal(
        article_no=str(told(row, "msgid")),
        title=row.get("title") or "",
        sent_on=date.fromisoformat(told(row, "ref_date")),
        day=date.fromisoformat(told(day, "stat_date")),
        readers=day.get("int_page_read_user") or 0,
        reads=day.get("int_page_read_count") or 0,
        sharers=day.get("share_user") or 0,
        shares=day.get("share_count") or 0,
        keepers=day.get("add_to_fav_user") or 0,
    )

"""Articles as they are kept, and drafts of them.

developers.weixin.qq.com/doc/service/guide/product/draft.html
"""

from sqlite3 import Row
from typing import Any

import msgspec

from pond_emulator.kit.door import Refused
from pond_emulator.weixin import media
from pond_emulator.weixin.door import Route, WxCall
from pond_emulator.world import token_text

DRAFT, PUBLISHED, DELETED, FAILED = "draft", "published", "deleted", "failed"
FIELDS = {
    "title": "",
    "author": "",
    "digest": "",
    "content": "",
    "content_source_url": "",
    "thumb_media_id": "",
    "show_cover_pic": 0,
    "need_open_comment": 0,
    "only_fans_can_comment": 0,
}
MOST, TITLE_CHARS, DIGEST_CHARS, CONTENT_CHARS, PAGE = 8, 64, 120, 20_000, 20
DIGEST_SHOWN = 54


def add(call: WxCall) -> dict[str, Any]:
    articles = call.body.get("articles")
    if not isinstance(articles, list) or not 1 <= len(articles) <= MOST:
        raise Refused(45008)
    media_id = token_text(43)
    call.subject = media_id
    call.world.store.run(
        "insert into wx_article values (?, ?, ?, ?, null, null, ?)",
        *(media_id, call.account, packed([checked(call, one) for one in articles])),
        *(DRAFT, call.world.clock.world()),
    )
    return {"media_id": media_id}


def checked(call: WxCall, given: dict[str, Any]) -> dict[str, Any]:
    """One article as it is kept; raises Refused."""
    article = {name: given.get(name, usual) for name, usual in FIELDS.items()}
    if not article["title"] or len(article["title"]) > TITLE_CHARS:
        raise Refused(45003)
    if len(article["digest"]) > DIGEST_CHARS:
        raise Refused(45004)
    if not article["content"]:
        raise Refused(44003)
    if len(article["content"]) > CONTENT_CHARS:
        raise Refused(45002)
    if not media.find(call, article["thumb_media_id"])["permanent"]:
        raise Refused(40007)
    article["digest"] = article["digest"] or article["content"][:DIGEST_SHOWN]
    return article


def packed(articles: list[dict[str, Any]]) -> str:
    return msgspec.json.encode(articles).decode()


def unpacked(row: Row) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = msgspec.json.decode(row["articles"])
    return found


def draft(call: WxCall) -> Row:
    """The draft of the body; raises Refused 40007."""
    return draft_of(call, call.text("media_id", 40007))


def draft_of(call: WxCall, media_id: str) -> Row:
    row = call.world.store.one(
        "select * from wx_article where media_id = ? and appid = ? and state = ?",
        *(media_id, call.account, DRAFT),
    )
    if row is None:
        raise Refused(40007)
    return row


def shown(call: WxCall, row: Row) -> list[dict[str, Any]]:
    """Articles with their addresses."""
    return [
        article | {"url": address(call, row["media_id"], index)}
        for index, article in enumerate(unpacked(row))
    ]


def address(call: WxCall, media_id: str, index: int) -> str:
    return f"{call.request.base_url}/s/{media_id}/{index}"


def get(call: WxCall) -> dict[str, Any]:
    return {"news_item": shown(call, draft(call))}


def update(call: WxCall) -> dict[str, Any]:
    row = draft(call)
    articles, index = unpacked(row), int(call.body.get("index") or 0)
    if not 0 <= index < len(articles):
        raise Refused(45008)
    articles[index] = checked(call, call.body.get("articles") or {})
    call.world.store.run(
        "update wx_article set articles = ?, updated = ? where media_id = ?",
        *(packed(articles), call.world.clock.world(), row["media_id"]),
    )
    return {}


def delete(call: WxCall) -> dict[str, Any]:
    row = draft(call)
    call.world.store.run("delete from wx_article where media_id = ?", row["media_id"])
    return {}


def count(call: WxCall) -> dict[str, Any]:
    return {"total_count": stock(call, DRAFT)}


def stock(call: WxCall, state: str) -> int:
    return int(
        call.world.store.value(
            "select count(*) from wx_article where appid = ? and state = ?", call.account, state
        )
    )


def list_drafts(call: WxCall) -> dict[str, Any]:
    return page(call, DRAFT, "media_id")


def page(call: WxCall, state: str, key: str) -> dict[str, Any]:
    """Newest first, at most 20; without their texts when no_content is 1."""
    rows = call.world.store.all(
        "select * from wx_article where appid = ? and state = ? order by updated desc, rowid desc"
        " limit ? offset ?",
        *(call.account, state, min(int(call.body.get("count") or PAGE), PAGE)),
        int(call.body.get("offset") or 0),
    )
    items = []
    for row in rows:
        news = shown(call, row)
        if call.body.get("no_content") == 1:
            news = [article | {"content": ""} for article in news]
        content = {"news_item": news, "update_time": row["updated"]}
        items.append({key: row[key], "content": content, "update_time": row["updated"]})
    return {"total_count": stock(call, state), "item_count": len(items), "item": items}


ROUTES = (
    Route("POST", "/cgi-bin/draft/add", add, "draft.add"),
    Route("POST", "/cgi-bin/draft/get", get),
    Route("POST", "/cgi-bin/draft/update", update),
    Route("POST", "/cgi-bin/draft/delete", delete),
    Route("GET", "/cgi-bin/draft/count", count),
    Route("POST", "/cgi-bin/draft/batchget", list_drafts),
)

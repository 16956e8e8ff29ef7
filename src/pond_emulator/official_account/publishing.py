"""Publishing: takes the draft away, tells nobody but the server (PUBLISHJOBFINISH), and is not a
mass message (developers.weixin.qq.com/doc/service/guide/product/publish.html).
"""

import secrets
from sqlite3 import Row
from typing import Any

from pond_emulator.kit.door import Refused
from pond_emulator.official_account import articles
from pond_emulator.weixin import callbacks, words
from pond_emulator.weixin.door import Route, WxCall
from pond_emulator.world import token_text


def submit(call: WxCall) -> dict[str, Any]:
    """Is done at once; the server hears of it by PUBLISHJOBFINISH."""
    row = articles.draft(call)
    publish_id, article_id = str(secrets.randbelow(9 * 10**8) + 10**8), token_text(43)
    bad = any(words.risky(a["title"] + a["content"])[0] for a in articles.unpacked(row))
    state = articles.FAILED if bad else articles.PUBLISHED
    call.subject = publish_id
    call.world.store.run(
        "update wx_article set state = ?, publish_id = ?, article_id = ?, updated = ?"
        " where media_id = ?",
        *(state, publish_id, article_id, call.world.clock.world(), row["media_id"]),
    )
    info = outcome(call, publish_id)
    callbacks.event(
        call.world,
        call.owner(),
        callbacks.OPERATOR,
        "PUBLISHJOBFINISH",
        call.world.clock.world(),
        PublishEventInfo=info,
    )
    return {"errcode": 0, "errmsg": "ok", "publish_id": publish_id}


def outcome(call: WxCall, publish_id: str) -> dict[str, Any]:
    """publish_status: 0 done, 4 refused by the platform's check, 5 deleted by the account since."""
    row = call.world.store.one(
        "select * from wx_article where publish_id = ? and appid = ?", publish_id, call.account
    )
    if row is None:
        raise Refused(53601)
    kept = articles.unpacked(row)
    status = {articles.PUBLISHED: 0, articles.FAILED: 4, articles.DELETED: 5}[row["state"]]
    if status:
        failed = list(range(1, len(kept) + 1)) if status == 4 else []
        return {"publish_id": publish_id, "publish_status": status, "fail_idx": failed}
    items = [
        {"idx": index + 1, "article_url": articles.address(call, row["media_id"], index)}
        for index in range(len(kept))
    ]
    return {
        "publish_id": publish_id,
        "publish_status": 0,
        "article_id": row["article_id"],
        "article_detail": {"count": len(items), "item": items},
        "fail_idx": [],
    }


def get_publish(call: WxCall) -> dict[str, Any]:
    return outcome(call, call.text("publish_id", 53601))


def published(call: WxCall) -> Row:
    row = call.world.store.one(
        "select * from wx_article where article_id = ? and appid = ? and state = ?",
        *(call.text("article_id", 53600), call.account, articles.PUBLISHED),
    )
    if row is None:
        raise Refused(53600)
    return row


def get_published(call: WxCall) -> dict[str, Any]:
    return {"news_item": marked(articles.shown(call, published(call)))}


def marked(news: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each article tells whether the account took it back."""
    return [{"is_deleted": False} | article for article in news]


def delete_published(call: WxCall) -> dict[str, Any]:
    """One article by its index from 1, all of them by 0; the others keep their places."""
    row = published(call)
    kept, index = articles.unpacked(row), int(call.body.get("index") or 0)
    if not 0 <= index <= len(kept):
        raise Refused(53600)
    for article in kept[index - 1 : index] if index else kept:
        article["is_deleted"] = True
    gone = all(article.get("is_deleted") for article in kept)
    call.world.store.run(
        "update wx_article set articles = ?, state = ? where media_id = ?",
        articles.packed(kept),
        articles.DELETED if gone else articles.PUBLISHED,
        row["media_id"],
    )
    return {}


def list_published(call: WxCall) -> dict[str, Any]:
    found = articles.page(call, articles.PUBLISHED, "article_id")
    for item in found["item"]:
        item["content"]["news_item"] = marked(item["content"]["news_item"])
    return found


ROUTES = (
    Route("POST", "/cgi-bin/freepublish/submit", submit, "publish"),
    Route("POST", "/cgi-bin/freepublish/get", get_publish),
    Route("POST", "/cgi-bin/freepublish/getarticle", get_published),
    Route("POST", "/cgi-bin/freepublish/delete", delete_published),
    Route("POST", "/cgi-bin/freepublish/batchget", list_published),
)

"""Mass messages: to all, to a tag, to a list; sent once for each clientmsgid.

developers.weixin.qq.com/doc/service/guide/product/message/Batch_Sends.html. Each follower of a
service account receives four a month; who has had them, is on the blacklist or refuses messages is
filtered out. The server hears of the end by MASSSENDJOBFINISH.
"""

import hashlib
import secrets
from dataclasses import dataclass
from sqlite3 import Row
from typing import Any

import msgspec

from pond_emulator.kit.door import Refused
from pond_emulator.kit.rules import china_day
from pond_emulator.official_account import articles, tags
from pond_emulator.weixin import callbacks, faces, media, words
from pond_emulator.weixin.door import OFFICIAL, RefusedWith, Route, WxCall

KINDS = ("text", "image", "voice", "mpnews", "mpvideo", "wxcard")
DONE, FAILED = "SEND_SUCCESS", "SEND_FAIL"
DAY_S, KEY_BYTES, MOST_OPENIDS = 86400, 64, 10_000
STRIKES = 3


@dataclass
class Tally:
    total: int = 0
    filtered: int = 0
    sent: int = 0
    status: str = "send success"


def send_all(call: WxCall) -> dict[str, Any]:
    chosen = call.need("filter", 47001)
    if chosen.get("is_to_all"):
        people = followers(call)
    else:
        tag_id = tags.own_tag(call, chosen.get("tag_id"))
        tagged = tagged_openids(call, tag_id)
        people = [row for row in followers(call) if row["openid"] in tagged]
    return submit(call, people)


def followers(call: WxCall) -> list[Row]:
    return call.world.store.all(
        "select * from wx_fan where appid = ? and subscribed = 1 order by openid", call.account
    )


def tagged_openids(call: WxCall, tag_id: int) -> set[str]:
    rows = call.world.store.all(
        "select openid from wx_tagged where appid = ? and id = ?", call.account, tag_id
    )
    return {row["openid"] for row in rows}


def send_list(call: WxCall) -> dict[str, Any]:
    openids = [str(openid) for openid in call.need("touser", 40003)]
    most = call.world.limits.count(OFFICIAL, "oa.mass.openids") or MOST_OPENIDS
    if not 2 <= len(openids) <= most:
        raise Refused(40032)
    wanted = set(openids)
    return submit(call, [row for row in followers(call) if row["openid"] in wanted])


def submit(call: WxCall, people: list[Row]) -> dict[str, Any]:
    """Sends at once; raises Refused."""
    kind, content = checked(call)
    key = client_key(call)
    call.client_key = key
    if call.world.bans.find(OFFICIAL, call.account, "mass"):
        raise Refused(48004)
    refuse_repeat(call, key)
    refuse_second_of_day(call)
    tally = Tally(total=len(people))
    word, label = words.risky(readable(call, kind, content))
    if word:
        tally.status = f"err({label})"
        strike(call, word)
    else:
        deliver(call, people, {"msgtype": kind, kind: content}, tally)
    msg_id = remember(call, key, kind, content, tally)
    tell(call, msg_id, kind, content, tally)
    return told(call, msg_id)


def checked(call: WxCall) -> tuple[str, dict[str, Any]]:
    """(type, content) of the message; raises Refused."""
    kind = str(call.body.get("msgtype") or "")
    if kind not in KINDS:
        raise Refused(40008)
    # several pictures come under a name of their own, with the type of one
    content = call.body.get("images") if kind == "image" else None
    content = content or call.body.get(kind)
    if not isinstance(content, dict) or not content:
        raise Refused(44004)
    if kind == "mpnews":
        articles.draft_of(call, str(content.get("media_id")))
        return kind, content
    for media_id in content.get("media_ids") or [content.get("media_id")]:
        if media_id:
            media.find(call, str(media_id))
    return kind, content


def strike(call: WxCall, word: str) -> None:
    """A message the check refused; the third within 30 days closes mass messages for a week."""
    now = call.world.clock.world()
    faces.note(call.world, call.account, callbacks.OPERATOR, "risky", word, now)
    struck = call.world.store.value(
        "select count(*) from wx_log where appid = ? and what = 'risky' and at > ?",
        *(call.account, now - 30 * DAY_S),
    )
    if struck >= STRIKES:
        why = f"mass messages with forbidden words ({word})"
        call.world.bans.put(OFFICIAL, call.account, "mass", why, 7 * DAY_S, "48004")


def client_key(call: WxCall) -> str:
    """The caller's, or one the platform makes of the request."""
    given = str(call.body.get("clientmsgid") or "")
    if len(given.encode()) > KEY_BYTES:
        raise Refused(45067)
    return given or hashlib.sha256(call.request.body).hexdigest()


def refuse_repeat(call: WxCall, key: str) -> None:
    """Raises 45065, which names the message that was sent before."""
    before = call.world.store.value(
        "select msg_id from wx_mass where appid = ? and clientmsgid = ? and at > ?",
        *(call.account, key, call.world.clock.world() - DAY_S),
    )
    if before:
        raise RefusedWith(45065, {"msg_id": before})


def refuse_second_of_day(call: WxCall) -> None:
    """A subscription account may send once a day."""
    if call.owner()["service"]:
        return
    now = call.world.clock.world()
    last = call.world.store.value("select max(at) from wx_mass where appid = ?", call.account)
    if last and china_day(last) == china_day(now):
        raise Refused(45028)


def readable(call: WxCall, kind: str, content: dict[str, Any]) -> str:
    if kind != "mpnews":
        return str(content.get("content", ""))
    found = articles.unpacked(articles.draft_of(call, str(content["media_id"])))
    return "\n".join(article["title"] + article["content"] for article in found)


def deliver(call: WxCall, people: list[Row], message: dict[str, Any], tally: Tally) -> None:
    service = call.owner()["service"]
    for row in people:
        if row["blacklisted"] or row["refuses"]:
            continue
        path, openid = call.request.path, row["openid"]
        if service and call.world.limits.hit(OFFICIAL, call.account, path, "mass.received", openid):
            continue
        tally.filtered += 1
        tally.sent += 1
        faces.show(call.world, row, "to_person", "mass", message)


def remember(call: WxCall, key: str, kind: str, content: dict[str, Any], tally: Tally) -> int:
    state = DONE if tally.status == "send success" else FAILED
    msg_id = secrets.randbelow(10**9) + 10**9
    body = msgspec.json.encode({"msgtype": kind, kind: content}).decode()
    call.world.store.run(
        "insert into wx_mass values (?, ?, ?, ?, ?, ?, ?, ?, 0, ?)",
        *(msg_id, call.account, key, body),
        *(state, tally.total, tally.filtered, tally.sent, call.world.clock.world()),
    )
    return msg_id


def told(call: WxCall, msg_id: int) -> dict[str, Any]:
    call.subject = str(msg_id)
    text = "send job submission success"
    return {"errcode": 0, "errmsg": text, "msg_id": msg_id, "msg_data_id": data_id(msg_id)}


def data_id(msg_id: int) -> int:
    """Under which the figures of an article are found: <msg_data_id>_<index from 1>."""
    return msg_id + 10**9


def tell(call: WxCall, msg_id: int, kind: str, content: dict[str, Any], tally: Tally) -> None:
    more: dict[str, Any] = {}
    if kind == "mpnews" and tally.status == "send success":
        row = articles.draft_of(call, str(content["media_id"]))
        items = [
            {"ArticleIdx": n, "ArticleUrl": articles.address(call, row["media_id"], n - 1)}
            for n in range(1, len(articles.unpacked(row)) + 1)
        ]
        more["ArticleUrlResult"] = {"Count": len(items), "ResultList": {"item": items}}
    callbacks.event(
        call.world,
        call.owner(),
        callbacks.OPERATOR,
        "MASSSENDJOBFINISH",
        call.world.clock.world(),
        MsgID=msg_id,
        Status=tally.status,
        TotalCount=tally.total,
        FilterCount=tally.filtered,
        SentCount=tally.sent,
        ErrorCount=tally.filtered - tally.sent,
        **more,
    )


ROUTES = (
    Route("POST", "/cgi-bin/message/mass/sendall", send_all, "mass"),
    Route("POST", "/cgi-bin/message/mass/send", send_list, "mass"),
)

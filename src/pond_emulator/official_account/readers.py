"""Figures of articles: who read and shared them, day by day.

developers.weixin.qq.com/doc/service/api/datacube/article. On the platform they are told of articles
that were sent as mass messages; whether of those that were only published has not been verified:
here they are, under the number of their publication.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import msgspec

from pond_emulator.kit.rules import china_day
from pond_emulator.official_account import articles, mass
from pond_emulator.weixin.days import bounds, daily, hours, logged
from pond_emulator.weixin.door import Route, WxCall

TOLD_DAYS = 7
EVERYWHERE = 99999999
READ_FROM = {"session": 0, "friends": 2, "other": 5}
SHARED_TO = {"session": 1, "friends": 2, "other": 255}


@dataclass(frozen=True)
class Piece:
    """One article that went out: its number in the figures, and where it is kept."""

    msgid: str
    title: str
    media_id: str
    index: int
    day: date


def pieces(call: WxCall) -> list[Piece]:
    """Everything that went out of this account."""
    sent = call.world.store.all("select * from wx_mass where appid = ?", call.account)
    out: list[tuple[str, str, int]] = []
    for row in sent:
        body = msgspec.json.decode(row["body"])
        if body["msgtype"] == "mpnews":
            out.append((str(mass.data_id(row["msg_id"])), body["mpnews"]["media_id"], row["at"]))
    kept = call.world.store.all("select * from wx_article where appid = ?", call.account)
    by_media = {row["media_id"]: row for row in kept}
    out += [
        (row["publish_id"], row["media_id"], row["updated"])
        for row in kept
        if row["state"] in (articles.PUBLISHED, articles.DELETED)
    ]
    return [
        Piece(f"{number}_{n + 1}", article["title"], media_id, n, china_day(at))
        for number, media_id, at in out
        if media_id in by_media
        for n, article in enumerate(articles.unpacked(by_media[media_id]))
    ]


@dataclass(frozen=True)
class Act:
    openid: str
    media_id: str
    index: int
    place: str
    at: int


def acts(call: WxCall, what: str, first: date, last: date) -> list[Act]:
    """Who read or shared what from a day to a day."""
    found = []
    for n in range((last - first).days + 1):
        for openid, detail, at in logged(call, first + timedelta(days=n), what):
            found.append(Act(openid, detail["media_id"], detail["index"], detail["place"], at))
    return found


def of(piece: Piece, found: list[Act]) -> list[Act]:
    return [a for a in found if (a.media_id, a.index) == (piece.media_id, piece.index)]


def counted(reads: list[Act], shares: list[Act]) -> dict[str, int]:
    """People and times; nobody keeps favourites or opens the original here."""
    return {
        "int_page_read_user": len({a.openid for a in reads}),
        "int_page_read_count": len(reads),
        "ori_page_read_user": 0,
        "ori_page_read_count": 0,
        "share_user": len({a.openid for a in shares}),
        "share_count": len(shares),
        "add_to_fav_user": 0,
        "add_to_fav_count": 0,
    }


def summary(call: WxCall, day: date) -> list[dict[str, Any]]:
    """What was read on this day."""
    reads, shares = acts(call, "read", day, day), acts(call, "share", day, day)
    return [
        {"ref_date": day.isoformat(), "msgid": piece.msgid, "title": piece.title}
        | counted(of(piece, reads), of(piece, shares))
        for piece in pieces(call)
        if of(piece, reads) or of(piece, shares)
    ]


def totals(call: WxCall, day: date) -> list[dict[str, Any]]:
    """What went out on this day: its totals up to each of the seven days after."""
    today = china_day(call.world.clock.world())
    last = min(day + timedelta(days=TOLD_DAYS - 1), today - timedelta(days=1))
    return [
        {
            "ref_date": day.isoformat(),
            "msgid": piece.msgid,
            "title": piece.title,
            "details": [
                total_until(call, piece, day + timedelta(days=n))
                for n in range((last - day).days + 1)
            ],
        }
        for piece in pieces(call)
        if piece.day == day
    ]


def total_until(call: WxCall, piece: Piece, day: date) -> dict[str, Any]:
    reads = of(piece, acts(call, "read", piece.day, day))
    shares = of(piece, acts(call, "share", piece.day, day))
    places = {
        f"int_page_from_{name}_read_{what}": n
        for name in READ_FROM
        for what, n in people_and_times([a for a in reads if a.place == name]).items()
    }
    audience = call.world.store.value(
        "select count(*) from wx_log where appid = ? and what = 'subscribe' and at < ?",
        *(call.account, bounds(piece.day)[1]),
    )
    head = {"stat_date": day.isoformat(), "target_user": audience}
    return head | counted(reads, shares) | places


def people_and_times(found: list[Act]) -> dict[str, int]:
    return {"user": len({a.openid for a in found}), "count": len(found)}


def reading(call: WxCall, day: date) -> list[dict[str, Any]]:
    """All articles together, by where they were opened; 99999999 is everywhere."""
    rows = by_place(acts(call, "read", day, day), acts(call, "share", day, day))
    return [{"ref_date": day.isoformat(), **row} for row in rows]


def reading_by_hour(call: WxCall, day: date) -> list[dict[str, Any]]:
    reads, shares = acts(call, "read", day, day), acts(call, "share", day, day)
    return [
        {"ref_date": day.isoformat(), "ref_hour": hour, **row}
        for hour, begin, end in hours(day)
        for row in by_place(within(reads, begin, end), within(shares, begin, end))
    ]


def within(found: list[Act], begin: int, end: int) -> list[Act]:
    return [a for a in found if begin <= a.at < end]


def by_place(reads: list[Act], shares: list[Act]) -> list[dict[str, int]]:
    if not reads and not shares:
        return []
    rows = [{"user_source": EVERYWHERE} | counted(reads, shares)]
    for place, source in READ_FROM.items():
        here = [a for a in reads if a.place == place]
        if here:
            there = [a for a in shares if a.place == place]
            rows.append({"user_source": source} | counted(here, there))
    return rows


def sharing(call: WxCall, day: date) -> list[dict[str, Any]]:
    rows = by_scene(acts(call, "share", day, day))
    return [{"ref_date": day.isoformat(), **row} for row in rows]


def sharing_by_hour(call: WxCall, day: date) -> list[dict[str, Any]]:
    found = acts(call, "share", day, day)
    return [
        {"ref_date": day.isoformat(), "ref_hour": hour, **row}
        for hour, begin, end in hours(day)
        for row in by_scene(within(found, begin, end))
    ]


def by_scene(found: list[Act]) -> list[dict[str, int]]:
    return [
        {
            "share_scene": scene,
            "share_count": sum(a.place == place for a in found),
            "share_user": len({a.openid for a in found if a.place == place}),
        }
        for place, scene in SHARED_TO.items()
        if any(a.place == place for a in found)
    ]


ROUTES = (
    Route("POST", "/datacube/getarticlesummary", daily(1, summary), "datacube"),
    Route("POST", "/datacube/getarticletotal", daily(1, totals), "datacube"),
    Route("POST", "/datacube/getuserread", daily(3, reading), "datacube"),
    Route("POST", "/datacube/getuserreadhour", daily(1, reading_by_hour), "datacube"),
    Route("POST", "/datacube/getusershare", daily(7, sharing), "datacube"),
    Route("POST", "/datacube/getusersharehour", daily(1, sharing_by_hour), "datacube"),
)

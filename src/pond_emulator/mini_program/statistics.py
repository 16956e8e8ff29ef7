"""Figures of visits, counted from what really happened here.

developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/data-analysis. How long people stayed is not
known and told as 0; portraits of visitors are not emulated.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from pond_emulator.kit.door import Refused
from pond_emulator.weixin.days import bounds, days, logged
from pond_emulator.weixin.door import Route, WxCall

SHORT = "%Y%m%d"
MONTH = 31


def span(call: WxCall, length: int) -> tuple[date, date]:
    """The one day, week or month that is asked for; raises Refused 61501."""
    found = list(days(call, length, SHORT))
    first, last = found[0], found[-1]
    whole = len(found) == length
    if length == MONTH:
        whole = first.day == 1 and (last + timedelta(days=1)).day == 1
    if not whole:
        raise Refused(61501)
    return first, last


def visits(call: WxCall, first: date, last: date) -> list[tuple[str, Any, int]]:
    return [
        row
        for n in range((last - first).days + 1)
        for row in logged(call, first + timedelta(days=n), "visit")
    ]


def name_of(first: date, last: date) -> str:
    if first == last:
        return first.strftime(SHORT)
    if (last - first).days == 6:
        return f"{first.strftime(SHORT)}-{last.strftime(SHORT)}"
    return first.strftime("%Y%m")


def trend(length: int) -> Callable[[WxCall], dict[str, Any]]:
    def answer(call: WxCall) -> dict[str, Any]:
        first, last = span(call, length)
        found = visits(call, first, last)
        people = {openid for openid, _, _ in found}
        sessions = sum(bool(detail["first"]) for _, detail, _ in found)
        row = {
            "ref_date": name_of(first, last),
            "session_cnt": sessions,
            "visit_pv": len(found),
            "visit_uv": len(people),
            "visit_uv_new": len(people - seen_before(call, first)),
            "stay_time_uv": 0,
            "stay_time_session": 0,
            "visit_depth": len(found) / sessions if sessions else 0,
        }
        return {"list": [row]}

    return answer


def seen_before(call: WxCall, day: date) -> set[str]:
    rows = call.world.store.all(
        "select distinct openid from wx_log where appid = ? and what = 'visit' and at < ?",
        *(call.account, bounds(day)[0]),
    )
    return {row["openid"] for row in rows}


def summary(call: WxCall) -> dict[str, Any]:
    day, _ = span(call, 1)
    total = call.world.store.value(
        "select count(distinct openid) from wx_log where appid = ? and what = 'visit' and at < ?",
        *(call.account, bounds(day)[1]),
    )
    shares = logged(call, day, "share_page")
    row = {
        "ref_date": name_of(day, day),
        "visit_total": total,
        "share_pv": len(shares),
        "share_uv": len({openid for openid, _, _ in shares}),
    }
    return {"list": [row]}


def pages(call: WxCall) -> dict[str, Any]:
    day, _ = span(call, 1)
    found, shares = visits(call, day, day), logged(call, day, "share_page")
    return {
        "ref_date": name_of(day, day),
        "list": [
            {
                "page_path": path,
                **count("page_visit", [row for row in found if row[1]["page"] == path]),
                "page_staytime_pv": 0,
                "entrypage_pv": sum(r[1]["first"] and r[1]["page"] == path for r in found),
                "exitpage_pv": 0,
                **count("page_share", [row for row in shares if row[1]["page"] == path]),
            }
            for path in sorted({detail["page"] for _, detail, _ in found})
        ],
    }


def count(name: str, rows: list[tuple[str, Any, int]]) -> dict[str, int]:
    return {f"{name}_pv": len(rows), f"{name}_uv": len({openid for openid, _, _ in rows})}


_AT = "/datacube/getweanalysisappid"
ROUTES = (
    Route("POST", f"{_AT}dailysummarytrend", summary, "datacube"),
    Route("POST", f"{_AT}dailyvisittrend", trend(1), "datacube"),
    Route("POST", f"{_AT}weeklyvisittrend", trend(7), "datacube"),
    Route("POST", f"{_AT}monthlyvisittrend", trend(MONTH), "datacube"),
    Route("POST", f"{_AT}visitpage", pages, "datacube"),
)

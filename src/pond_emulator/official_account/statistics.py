"""Figures of followers and callbacks, counted from what really happened here, by days of China.

developers.weixin.qq.com/doc/service/api/datacube. A day can be asked for once it is over.
"""

from datetime import date
from typing import Any

from pond_emulator.weixin.days import bounds, daily, hours, logged
from pond_emulator.weixin.door import Route, WxCall

SOURCES = {"ADD_SCENE_SEARCH": 1, "ADD_SCENE_PROFILE_CARD": 17, "ADD_SCENE_QR_CODE": 30}


def user_summary(call: WxCall, day: date) -> list[dict[str, Any]]:
    """New and lost followers by where they came from; who left has the source 0."""
    came: dict[int, int] = {}
    for _, detail, _ in logged(call, day, "subscribe"):
        source = SOURCES.get(detail["scene"], 0)
        came[source] = came.get(source, 0) + 1
    gone = len(logged(call, day, "unsubscribe"))
    if gone:
        came.setdefault(0, 0)
    return [
        {
            "ref_date": day.isoformat(),
            "user_source": source,
            "new_user": count,
            "cancel_user": gone if source == 0 else 0,
        }
        for source, count in sorted(came.items())
    ]


def user_cumulate(call: WxCall, day: date) -> list[dict[str, Any]]:
    found = call.world.store.value(
        "select coalesce(sum(case what when 'subscribe' then 1 else -1 end), 0) from wx_log"
        " where appid = ? and what in ('subscribe', 'unsubscribe') and at < ?",
        *(call.account, bounds(day)[1]),
    )
    return [{"ref_date": day.isoformat(), "user_source": 0, "cumulate_user": found}]


def interface(call: WxCall, day: date) -> list[dict[str, Any]]:
    """Callbacks to the account's server: how many, how many failed, how long they took in ms."""
    return [{"ref_date": day.isoformat(), **row} for row in callbacks(call, *bounds(day))]


def interface_by_hour(call: WxCall, day: date) -> list[dict[str, Any]]:
    return [
        {"ref_date": day.isoformat(), "ref_hour": hour, **row}
        for hour, begin, end in hours(day)
        for row in callbacks(call, begin, end)
    ]


def callbacks(call: WxCall, begin: int, end: int) -> list[dict[str, int]]:
    """The one row of a span, or none when nothing was told in it."""
    rows = call.world.store.all(
        "select state, tries, cast((done - made) * 1000 as integer) as ms from notice"
        " where kind = 'weixin' and owner = ? and at >= ? and at < ? and done is not null",
        *(call.account, begin, end),
    )
    if not rows:
        return []
    took = [row["ms"] for row in rows]
    return [
        {
            "callback_count": sum(row["tries"] for row in rows),
            "fail_count": sum(row["tries"] - (row["state"] == "delivered") for row in rows),
            "total_time_cost": sum(took),
            "max_time_cost": max(took),
        }
    ]


ROUTES = (
    Route("POST", "/datacube/getusersummary", daily(7, user_summary), "datacube"),
    Route("POST", "/datacube/getusercumulate", daily(7, user_cumulate), "datacube"),
    Route("POST", "/datacube/getinterfacesummary", daily(30, interface), "datacube"),
    Route("POST", "/datacube/getinterfacesummaryhour", daily(1, interface_by_hour), "datacube"),
)

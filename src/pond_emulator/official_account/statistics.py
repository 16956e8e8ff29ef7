"""Figures of followers and messages, counted from what really happened here, by days of China.

developers.weixin.qq.com/doc/service/api/datacube. A day can be asked for once it is over.
"""

from datetime import date
from typing import Any

from pond_emulator.weixin.days import bounds, daily, logged
from pond_emulator.weixin.door import Route, WxCall

SOURCES = {"ADD_SCENE_SEARCH": 1, "ADD_SCENE_PROFILE_CARD": 17, "ADD_SCENE_QR_CODE": 30}
MESSAGE_TYPES = {"text": 1, "image": 2, "voice": 3, "video": 4}
OTHER_TYPE = 6


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


def upstream(call: WxCall, day: date) -> list[dict[str, Any]]:
    """What people wrote, by type."""
    return [{"ref_date": day.isoformat(), **row} for row in by_type(messages(call, *bounds(day)))]


def upstream_by_hour(call: WxCall, day: date) -> list[dict[str, Any]]:
    begin = bounds(day)[0]
    return [
        {"ref_date": day.isoformat(), "ref_hour": hour * 100, **row}
        for hour in range(24)
        for row in by_type(messages(call, begin + hour * 3600, begin + hour * 3600 + 3600))
    ]


def messages(call: WxCall, begin: int, end: int) -> list[tuple[str, int]]:
    """(openid, type) of each message that somebody wrote in a span."""
    rows = call.world.store.all(
        "select openid, kind from wx_chat where appid = ? and direction = 'from_person'"
        " and at >= ? and at < ?",
        *(call.account, begin, end),
    )
    return [(row["openid"], MESSAGE_TYPES.get(row["kind"], OTHER_TYPE)) for row in rows]


def by_type(found: list[tuple[str, int]]) -> list[dict[str, int]]:
    return [
        {
            "msg_type": kind,
            "msg_user": len({openid for openid, other in found if other == kind}),
            "msg_count": sum(other == kind for _, other in found),
        }
        for kind in sorted({kind for _, kind in found})
    ]


def distribution(call: WxCall, day: date) -> list[dict[str, Any]]:
    """How many wrote how often: 1 to 5 messages, 6 to 10, more than 10."""
    counts: dict[str, int] = {}
    for openid, _ in messages(call, *bounds(day)):
        counts[openid] = counts.get(openid, 0) + 1
    spread: dict[int, int] = {}
    for count in counts.values():
        interval = 1 if count <= 5 else 2 if count <= 10 else 3
        spread[interval] = spread.get(interval, 0) + 1
    return [
        {"ref_date": day.isoformat(), "count_interval": interval, "msg_user": users}
        for interval, users in sorted(spread.items())
    ]


def interface(call: WxCall, day: date) -> list[dict[str, Any]]:
    """Callbacks to the account's server: how many, how many failed, how long they took in ms."""
    rows = call.world.store.all(
        "select state, tries, cast((done - made) * 1000 as integer) as ms from notice"
        " where kind = 'weixin' and owner = ? and at >= ? and at < ? and done is not null",
        *(call.account, *bounds(day)),
    )
    if not rows:
        return []
    took = [row["ms"] for row in rows]
    failed = sum(row["tries"] - (row["state"] == "delivered") for row in rows)
    return [
        {
            "ref_date": day.isoformat(),
            "callback_count": sum(row["tries"] for row in rows),
            "fail_count": failed,
            "total_time_cost": sum(took),
            "max_time_cost": max(took),
        }
    ]


ROUTES = (
    Route("POST", "/datacube/getusersummary", daily(7, user_summary), "datacube"),
    Route("POST", "/datacube/getusercumulate", daily(7, user_cumulate), "datacube"),
    Route("POST", "/datacube/getupstreammsg", daily(7, upstream), "datacube"),
    Route("POST", "/datacube/getupstreammsghour", daily(1, upstream_by_hour), "datacube"),
    Route("POST", "/datacube/getupstreammsgdist", daily(15, distribution), "datacube"),
    Route("POST", "/datacube/getinterfacesummary", daily(30, interface), "datacube"),
)

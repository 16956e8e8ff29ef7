"""Figures of what people wrote: by the hour, day, week and month, and how many wrote how often.

developers.weixin.qq.com/doc/service/api/datacube/message
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from pond_emulator.weixin.days import begins, daily, days, hours
from pond_emulator.weixin.door import Route, WxCall

MESSAGE_TYPES = {"text": 1, "image": 2, "voice": 3, "video": 4}
OTHER_TYPE = 6
DAY, WEEK, MONTH = "day", "week", "month"
Figures = Callable[[list[tuple[str, int]]], "list[dict[str, int]]"]


def over(unit: str, most_days: int, figures: Figures) -> Callable[[WxCall], dict[str, Any]]:
    """An interface that lists figures of each whole day, week or month that the span touches."""

    def answer(call: WxCall) -> dict[str, Any]:
        firsts = sorted({first_of(unit, day) for day in days(call, most_days)})
        return {
            "list": [
                {"ref_date": first.isoformat(), **row}
                for first in firsts
                for row in figures(messages(call, begins(first), begins(after(unit, first))))
            ]
        }

    return answer


def first_of(unit: str, day: date) -> date:
    if unit == WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit == MONTH else day


def after(unit: str, first: date) -> date:
    """The day that follows a day, a week or a month."""
    if unit == MONTH:
        return (first + timedelta(days=31)).replace(day=1)
    return first + timedelta(days=7 if unit == WEEK else 1)


def by_hour(call: WxCall, day: date) -> list[dict[str, Any]]:
    return [
        {"ref_date": day.isoformat(), "ref_hour": hour, **row}
        for hour, begin, end in hours(day)
        for row in by_type(messages(call, begin, end))
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


def spread(found: list[tuple[str, int]]) -> list[dict[str, int]]:
    """How many wrote how often: 1 to 5 messages, 6 to 10, more than 10."""
    counts: dict[str, int] = {}
    for openid, _ in found:
        counts[openid] = counts.get(openid, 0) + 1
    people: dict[int, int] = {}
    for count in counts.values():
        interval = 1 if count <= 5 else 2 if count <= 10 else 3
        people[interval] = people.get(interval, 0) + 1
    return [
        {"count_interval": interval, "msg_user": users}
        for interval, users in sorted(people.items())
    ]


_AT = "/datacube/getupstreammsg"
ROUTES = (
    Route("POST", _AT, over(DAY, 7, by_type), "datacube"),
    Route("POST", f"{_AT}hour", daily(1, by_hour), "datacube"),
    Route("POST", f"{_AT}week", over(WEEK, 30, by_type), "datacube"),
    Route("POST", f"{_AT}month", over(MONTH, 30, by_type), "datacube"),
    Route("POST", f"{_AT}dist", over(DAY, 15, spread), "datacube"),
    Route("POST", f"{_AT}distweek", over(WEEK, 30, spread), "datacube"),
    Route("POST", f"{_AT}distmonth", over(MONTH, 30, spread), "datacube"),
)

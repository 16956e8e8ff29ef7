"""What figures are asked by: days of China, told once they are over."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec

from pond_emulator.kit.clock import CHINA
from pond_emulator.kit.door import Refused
from pond_emulator.kit.rules import china_day
from pond_emulator.weixin.door import WxCall

DAY_S, HOUR_S = 86400, 3600
Rows = Callable[[WxCall, date], "list[dict[str, Any]]"]


def daily(most_days: int, rows: Rows) -> Callable[[WxCall], dict[str, Any]]:
    """An interface that lists rows for each day of a span of at most `most_days`."""

    def answer(call: WxCall) -> dict[str, Any]:
        return {"list": [row for day in days(call, most_days) for row in rows(call, day)]}

    return answer


def days(call: WxCall, most: int, pattern: str = "%Y-%m-%d") -> Iterator[date]:
    """begin_date to end_date; raises Refused 61500 or 61501."""
    try:
        first, last = (
            datetime.strptime(call.text(name, 61500), pattern).replace(tzinfo=CHINA).date()
            for name in ("begin_date", "end_date")
        )
    except ValueError as error:
        raise Refused(61500) from error
    today = china_day(call.world.clock.world())
    if not first <= last < today or (last - first).days >= most:
        raise Refused(61501)
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def bounds(day: date) -> tuple[int, int]:
    """[from, to) of a day in seconds since 1970."""
    return begins(day), begins(day) + DAY_S


def begins(day: date) -> int:
    return int(datetime.combine(day, time(), CHINA).timestamp())


def hours(day: date) -> Iterator[tuple[int, int, int]]:
    """(the platform's number of the hour: 0, 100 to 2300, from, to) of a day's hours."""
    for hour in range(24):
        begin = begins(day) + hour * HOUR_S
        yield hour * 100, begin, begin + HOUR_S


def logged(call: WxCall, day: date, what: str) -> list[tuple[str, Any, int]]:
    """(openid, detail, when) of everything of a kind that happened on a day."""
    rows = call.world.store.all(
        "select * from wx_log where appid = ? and what = ? and at >= ? and at < ? order by id",
        *(call.account, what, *bounds(day)),
    )
    return [(row["openid"], msgspec.json.decode(row["detail"]), row["at"]) for row in rows]

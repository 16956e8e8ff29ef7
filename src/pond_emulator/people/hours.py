"""When people do things: an hour of the day like theirs, never 03:00, weekends their own."""

from datetime import datetime, timedelta

from pond_emulator.kit.clock import CHINA
from pond_emulator.people import table
from pond_emulator.people.chance import draw, weighted

DAY_S = 86400


def day_of(seconds: float) -> datetime:
    """Local midnight of that moment."""
    local = datetime.fromtimestamp(seconds, CHINA)
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


def moment(seed: int, day: datetime, *keys: object, shop: bool = False) -> int:
    """A moment of that local day, drawn by the hours people keep; seconds since 1970."""
    if shop:
        hours: tuple[float, ...] = table.SHOP_HOURS
    else:
        hours = table.WEEKEND_HOURS if day.weekday() >= 5 else table.WEEKDAY_HOURS
    hour = weighted(seed, hours, *keys, "hour")
    within = draw(seed, *keys, "within the hour") * 3600
    return int((day + timedelta(hours=hour, seconds=within)).timestamp())


def soon(seed: int, seconds: float, *keys: object) -> int:
    """The same moment if people are awake then, else between 7 and 9 of the morning after it."""
    local = datetime.fromtimestamp(seconds, CHINA)
    if local.hour >= 7 or (local.hour == 0 and local.minute < 30):
        return int(seconds)
    morning = day_of(seconds) + timedelta(hours=7 + 2 * draw(seed, *keys, "morning"))
    return int(morning.timestamp())


def burst(seed: int, start: datetime, *keys: object) -> int:
    """80 % within three hours of the start, the rest in the day after, awake."""
    if draw(seed, *keys, "in the rush") < 0.8:
        # most in the first hour: the square of a uniform draw leans to the start
        return int(start.timestamp() + 3 * 3600 * draw(seed, *keys, "rush") ** 2)
    later = start.timestamp() + 3 * 3600 + draw(seed, *keys, "after") * 20 * 3600
    return soon(seed, later, *keys, "after")

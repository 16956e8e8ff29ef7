"""WeCom's moments: seconds since 1970, 0 or nothing where there is none."""

from datetime import UTC, date, datetime, time
from typing import Any

from pondkeeper.domain.channels.limits import ZONE


def at(seconds: Any) -> datetime | None:
    """Return the moment an answer tells, None for 0 or none."""
    return datetime.fromtimestamp(int(seconds), UTC) if seconds else None


def seconds(moment: datetime) -> int:
    """Return what WeCom wants to hear of a moment."""
    return int(moment.timestamp())


def midnight(day: date) -> int:
    """Return when a day begins in the platform's zone."""
    return seconds(datetime.combine(day, time(), ZONE))

"""WeCom's moments: seconds since 1970, 0 or nothing where there is none."""

from datetime import UTC, date, datetime, time
from typing import Any

from pondkeeper.domain.channels.limits import ZONE


def at(seconds: Any) -> datetime | None:
    """Return the moment an answer tells, None for 0 or none."""
    return moment(seconds) if seconds else None


def moment(seconds: Any) -> datetime:
    """Return the moment that seconds tell."""
    return datetime.fromtimestamp(int(seconds), UTC)


def seconds(when: datetime) -> int:
    """Return what WeCom wants to hear of a moment."""
    return int(when.timestamp())


def midnight(day: date) -> int:
    """Return when a day begins in the platform's zone."""
    return seconds(datetime.combine(day, time(), ZONE))

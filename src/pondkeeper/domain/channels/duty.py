"""Who answers a code now: working hours, the backup member, and turns."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pondkeeper.kit.errors import FieldError, InvalidInput

LOOK_AHEAD_DAYS = 8


def check_hours(hours: Mapping[str, Any] | None) -> None:
    """Raise InvalidInput unless `hours` is {days: [1..7], from: 'HH:MM', to: 'HH:MM'} or None."""
    if hours is None:
        return
    try:
        days = [int(day) for day in hours["days"]]
        _clock(hours["from"]), _clock(hours["to"])
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidInput(
            "The working hours are not complete.",
            errors=[FieldError("working_hours", "Give days, a beginning and an end (HH:MM).")],
        ) from error
    if not days or not set(days) <= set(range(1, 8)):
        raise InvalidInput(
            "The working hours name no day.",
            errors=[FieldError("working_hours", "Days are 1 (Monday) to 7 (Sunday).")],
        )


def at_work(hours: Mapping[str, Any] | None, moment: datetime, zone: str) -> bool:
    """Whether `moment` is in the working hours; an end before the beginning is past midnight."""
    if hours is None:
        return True
    local = moment.astimezone(ZoneInfo(zone))
    begin, end = _clock(hours["from"]), _clock(hours["to"])
    days, now = set(hours["days"]), local.time()
    if begin < end:
        return local.isoweekday() in days and begin <= now < end
    yesterday = (local.isoweekday() - 2) % 7 + 1
    return (local.isoweekday() in days and now >= begin) or (yesterday in days and now < end)


def next_change(
    hours: Mapping[str, Any] | None, moment: datetime, zone: str
) -> datetime | None:
    """Return when working hours next begin or end after `moment`; None where there are none."""
    if hours is None:
        return None
    here = ZoneInfo(zone)
    first = moment.astimezone(here).date()
    edges = [
        datetime.combine(first + timedelta(days=day), edge, here)
        for day in range(LOOK_AHEAD_DAYS)
        for edge in (_clock(hours["from"]), _clock(hours["to"]))
    ]
    later = sorted(edge for edge in edges if edge > moment)
    return later[0].astimezone(moment.tzinfo) if later else None


def on_duty(
    members: Sequence[str],
    backup: str | None,
    *,
    strategy: str,
    working: bool,
    adds: Mapping[str, int],
) -> list[str]:
    """Return the members who answer: all of them, or those who took the fewest (round robin).

    Outside working hours, or with no member left, the backup answers; with no backup, the members.
    """
    if backup and (not working or not members):
        return [backup]
    if strategy == "round_robin":
        return least_served(members, adds)
    return list(members)


def least_served(members: Sequence[str], adds: Mapping[str, int]) -> list[str]:
    """Return the members whose turn it is, given how many people each took lately.

    The platform shares out among several members by itself, and who they are can change only every
    few seconds; in between a hundred people may come. So a turn is not one member's but that of
    all who would still be served if one person for each member were given out evenly, to the least
    served first; and never of fewer than half, so that no burst lands on one. Whoever is ahead
    waits until the others have caught up. What this promises is in docs/terms.md (round robin).
    """
    if not members:
        return []
    taken = sorted(adds.get(member, 0) for member in members)
    level = max(_level(taken, len(taken)), taken[(len(taken) - 1) // 2] + 1)
    return [member for member in members if adds.get(member, 0) < level]


def _level(taken: Sequence[int], portion: int) -> float:
    """Return how high `portion` more, given to the lowest of `taken` (sorted) first, fills it."""
    left: float = portion
    for served in range(1, len(taken)):
        step = (taken[served] - taken[served - 1]) * served
        if step >= left:
            return taken[served - 1] + left / served
        left -= step
    return taken[-1] + left / len(taken)


def _clock(text: str) -> time:
    return time.fromisoformat(text)

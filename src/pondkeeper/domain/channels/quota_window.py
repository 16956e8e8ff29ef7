"""How much of one limit is used in its window: a small state, and what may be taken from it.

A rolling window is counted in slices. A platform may begin its window at any moment, and a call
arrives there a little later than it was counted here, so two slices more than the window has are
summed: no window of the platform's can hold more than the limit. A calendar window is one count;
what was taken in its last seconds counts in the next one too, where it may arrive.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pondkeeper.domain.channels.limits import Limit

SLICES = 12
SUMMED = SLICES + 2
LATE = timedelta(seconds=10)
"""How late a call may arrive at a platform."""


@dataclass(frozen=True, slots=True)
class Used:
    """What was taken: `counts` by slice, the newest first, and the moment `mark` it begins at.

    Of a calendar window: [taken, taken in its last seconds].
    """

    counts: tuple[int, ...]
    mark: float


@dataclass(frozen=True, slots=True)
class Grant:
    """How many were given of those wanted, what stands then, and until when none is left."""

    given: int
    used: Used
    wait_s: float = 0.0


NOTHING = Used((), 0.0)


def used(limit: Limit, state: Used, at: datetime) -> int:
    """Return how many of a limit are used up at `at`."""
    return sum(_now(limit, state, at).counts[: _summed(limit)])


def take(limit: Limit, state: Used, at: datetime, wanted: int) -> Grant:
    """Take up to `wanted`; none when the limit is reached."""
    now = _now(limit, state, at)
    left = limit.amount(at) - sum(now.counts[: _summed(limit)])
    given = max(min(wanted, left), 0)
    if not given:
        return Grant(0, now, _wait_s(limit, now, at))
    first, *rest = now.counts
    if limit.rolling is None and limit.ends(at) - at <= LATE:
        rest[0] += given
    return Grant(given, Used((first + given, *rest), now.mark))


def good_until(limit: Limit, at: datetime) -> datetime:
    """Until when what was taken at `at` may be used: within its slice, or its day."""
    if limit.rolling is None:
        return min(limit.ends(at), at + timedelta(seconds=1))
    return at + min(limit.rolling / SLICES / 2, timedelta(seconds=1))


def _summed(limit: Limit) -> int:
    return 1 if limit.rolling is None else SUMMED


def _now(limit: Limit, state: Used, at: datetime) -> Used:
    """Return the state as it stands at `at`. A clock that went back counts in the newest slice."""
    if limit.rolling is None:
        mark = limit.begins(at).timestamp()
        if mark <= state.mark:
            return state
        return Used((_tail(limit, state, at), 0), mark)
    length = limit.rolling.total_seconds() / SLICES
    mark = math.floor(at.timestamp() / length) * length
    passed = round((mark - state.mark) / length) if state.counts else SUMMED
    if passed <= 0:
        return state
    counts = (*([0] * min(passed, SUMMED)), *state.counts)
    return Used(_padded(counts), mark)


def _tail(limit: Limit, state: Used, at: datetime) -> int:
    """What the window just before took in its last seconds."""
    if not state.counts:
        return 0
    before = limit.begins(limit.begins(at) - timedelta(seconds=1)).timestamp()
    return state.counts[1] if state.mark == before else 0


def _padded(counts: Sequence[int]) -> tuple[int, ...]:
    return (*counts[:SUMMED], *([0] * (SUMMED - len(counts))))


def _wait_s(limit: Limit, now: Used, at: datetime) -> float:
    """Seconds until something of the limit is free again."""
    if limit.rolling is None:
        return (limit.ends(at) - at).total_seconds()
    length = limit.rolling.total_seconds() / SLICES
    oldest = max((place for place, count in enumerate(now.counts) if count), default=SUMMED)
    return max(now.mark + (SUMMED - oldest) * length - at.timestamp(), 0.0)

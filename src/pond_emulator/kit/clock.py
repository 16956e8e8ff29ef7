"""Two clocks, as in life on a film set: the machine's, and the time the story has reached."""

import time
from datetime import UTC, datetime, timedelta, timezone

from pond_emulator.kit.store import Store

CHINA = timezone(timedelta(hours=8))


class Clock:
    """`real()` rules tokens, welcome codes, signatures and retries. `world()` stamps what happens
    and follows the demo while a story is told; otherwise both are the machine's time.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        steered = store.get("world_now")
        self._world = float(steered) if steered else None

    def real(self) -> float:
        """Seconds since 1970, never steered."""
        return time.time()

    def world(self) -> int:
        """Seconds since 1970 in the story."""
        return int(self.real() if self._world is None else self._world)

    def steer(self, to: float | None) -> None:
        """Moves the story forward, never back; None hands it back to the machine for good."""
        if to is not None:
            to = max(to, self._world or 0)
        self._world = to
        self._store.put("world_now", "" if to is None else repr(to))


def rfc3339(seconds: float) -> str:
    """China time with offset, as WeChat Pay writes it."""
    return datetime.fromtimestamp(seconds, CHINA).isoformat(timespec="seconds")


def iso_utc(seconds: float) -> str:
    """UTC with Z, as the product's doors take it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

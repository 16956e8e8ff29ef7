"""Two clocks: business time, which a demo or rehearsal may steer, and real time."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """What every action is given instead of reading the machine's time."""

    def now(self) -> datetime:
        """Business time, UTC: events, due columns, caps, validity, reports."""
        ...

    def real(self) -> datetime:
        """Machine time, UTC, never steered: leases, retries, tokens, sessions, audit."""
        ...


class SystemClock:
    """Business time is the machine's time."""

    def now(self) -> datetime:
        """Return the machine's UTC time."""
        return datetime.now(UTC)

    def real(self) -> datetime:
        """Return the machine's UTC time."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class SteeredClock:
    """Business time stands where the shared row put it; real time runs on."""

    at: datetime

    def now(self) -> datetime:
        """Return the steered moment, UTC."""
        return self.at

    def real(self) -> datetime:
        """Return the machine's UTC time."""
        return datetime.now(UTC)


def local_day(moment: datetime, zone: str) -> date:
    """Return the calendar day of `moment` in the IANA zone `zone`."""
    return moment.astimezone(ZoneInfo(zone)).date()

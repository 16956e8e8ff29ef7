"""The dated rules of a platform's `limits.toml`, and which of them hold on a day."""

import calendar
import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from importlib.resources import files
from typing import Any

from pond_emulator.kit.clock import CHINA

DAY_S = 86400
UNITS = {"s": 1, "m": 60, "h": 3600, "d": DAY_S}
CALENDAR = ("day", "week", "month")


@dataclass(frozen=True)
class Rule:
    """One row. `window`: "60s" "1h" "48h" "90d" roll; day, week and month are China's calendar;
    anything else (call, message, stock ...) is a size, not counted in time.
    """

    rule: str
    count: int | str
    window: str
    code: str = ""
    bucket: str = ""
    per: str = "account"
    preset: str = "current"
    since: date = date.min
    source: str = ""
    mark: str = ""
    zh: str = ""
    en: str = ""

    @cached_property
    def seconds(self) -> int:
        """The length of a rolling window; 0 for the others."""
        found = re.fullmatch(r"(\d+)([smhd])", self.window)
        return int(found[1]) * UNITS[found[2]] if found else 0

    @cached_property
    def short(self) -> bool:
        """Rolls within less than a day: counted by the machine's clock."""
        return 0 < self.seconds < DAY_S

    @cached_property
    def counted(self) -> bool:
        """Counted by calls (and not a size that a handler looks up)."""
        return bool(self.bucket) and (self.window in CALENDAR or self.seconds > 0)

    def allowed(self, day: date) -> int:
        """How many, on this day (`month_days`: as many as the month has days)."""
        if self.count == "month_days":
            return calendar.monthrange(day.year, day.month)[1]
        return int(self.count)


def read_rules(platform: str) -> list[Rule]:
    """All rows of src/pond_emulator/<platform>/limits.toml; none when there is no such file."""
    file = files("pond_emulator") / platform / "limits.toml"
    if not file.is_file():
        return []
    rows: list[dict[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8"))["limit"]
    return [Rule(**row) for row in rows]


def in_force(rows: list[Rule], preset: str, day: date) -> list[Rule]:
    """One row of each rule: the newest of the preset that has begun, else the newest of all."""
    chosen: dict[str, Rule] = {}
    for row in sorted(rows, key=lambda row: (row.preset == preset, row.since)):
        if row.since <= day:
            chosen[row.rule] = row
    return list(chosen.values())


def china_day(seconds: float) -> date:
    return datetime.fromtimestamp(seconds, CHINA).date()


def midnight(day: date) -> float:
    """When a day begins in China, in seconds since 1970."""
    return datetime(day.year, day.month, day.day, tzinfo=CHINA).timestamp()


def period(window: str, day: date) -> str:
    """The name of the calendar period a day lies in: its first day."""
    back = {"day": 0, "week": day.weekday(), "month": day.day - 1}[window]
    return (day - timedelta(days=back)).isoformat()

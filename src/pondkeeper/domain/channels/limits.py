"""The platforms' limits as dated data: which rules hold for an account today, and how much.

A rule may have several rows: a stricter one and the current one, or one per date from which the
platform changed it. Which row holds is chosen here; what was used is kept by `quota`.
"""

import calendar
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

import msgspec

Preset: TypeAlias = Literal["strict", "current"]
ZONE = ZoneInfo("Asia/Shanghai")
"""Whose midnight ends a day: that of every platform here."""
ROLLING = re.compile(r"(\d+)([shd])")
UNITS = {"s": timedelta(seconds=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
CALENDAR = ("day", "week", "month")


class Limit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of a platform's limits.

    `rule` is what an operator overrides. `bucket` names the endpoints whose calls count ("*": all,
    "": none, a limit of sizes or stocks), `per` what is counted by itself: each endpoint, the
    account, or each subject (recipient). `window` is rolling ("60s", "1h", "90d"), of the calendar
    (day, week, month) or not of time at all. `code` is the platform's answer beyond it, `mark` how
    well it is known: V2 by two sources, V1 by one, M from memory.
    """

    rule: str
    count: int | Literal["month_days"]
    window: str
    preset: Preset
    since: date
    source: str
    mark: Literal["V2", "V1", "M"]
    zh: str
    en: str
    bucket: str = ""
    per: Literal["endpoint", "account", "subject"] = "account"
    code: str = ""

    @property
    def rolling(self) -> timedelta | None:
        """Return the length of a rolling window, None for any other."""
        found = ROLLING.fullmatch(self.window)
        return int(found[1]) * UNITS[found[2]] if found else None

    @property
    def counted(self) -> bool:
        """Whether calls are counted against it."""
        return bool(self.bucket) and (self.rolling is not None or self.window in CALENDAR)

    @property
    def long(self) -> bool:
        """Whether it is a day or longer, and so counted in business time."""
        return self.rolling is None or self.rolling >= timedelta(days=1)

    def begins(self, at: datetime) -> datetime:
        """When the calendar window that holds `at` began."""
        day = at.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
        back = {"day": 0, "week": day.weekday(), "month": day.day - 1}[self.window]
        return (day - timedelta(days=back)).astimezone(UTC)

    def ends(self, at: datetime) -> datetime:
        """When the calendar window that holds `at` ends."""
        day = self.begins(at).astimezone(ZONE)
        if self.window == "month":
            return (day + timedelta(days=32)).replace(day=1).astimezone(UTC)
        return (day + timedelta(days=7 if self.window == "week" else 1)).astimezone(UTC)

    def amount(self, at: datetime) -> int:
        """How many are allowed in the window that holds `at`."""
        if self.count != "month_days":
            return self.count
        local = at.astimezone(ZONE)
        return calendar.monthrange(local.year, local.month)[1]

    def counts(self, bucket: str) -> bool:
        """Whether a call of this bucket uses it up."""
        return self.counted and self.bucket in {"*", bucket}


@dataclass(frozen=True)
class Limits:
    """All rows of one platform. `account` is the setting that names the account they count for."""

    rows: tuple[Limit, ...]
    account: str = ""

    @cached_property
    def rules(self) -> tuple[str, ...]:
        """Every rule once, in the order of the rows."""
        return tuple(dict.fromkeys(row.rule for row in self.rows))

    def row(self, rule: str, preset: Preset, today: date) -> Limit | None:
        """Return the row of a rule that holds today: of the preset if it has one, else another.

        None when the rule has not begun. Raises KeyError when there is no such rule.
        """
        rows = [row for row in self.rows if row.rule == rule]
        if not rows:
            raise KeyError(rule)
        begun = [row for row in rows if row.since <= today]
        mine = [row for row in begun if row.preset == preset] or begun
        return max(mine, key=lambda row: row.since, default=None)

    def today(self, preset: Preset, today: date, overrides: Mapping[str, int]) -> Sequence[Limit]:
        """Return the rows that hold today, an operator's own count in place of the platform's."""
        chosen = [self.row(rule, preset, today) for rule in self.rules]
        return [
            msgspec.structs.replace(row, count=overrides.get(row.rule, row.count))
            for row in chosen
            if row is not None
        ]

    def account_of(self, kind: str, channel_id: int, settings: Mapping[str, str]) -> str:
        """Return whose limits a channel uses: applications of one company share them."""
        name = settings.get(self.account, "").strip()
        return f"{kind} {name}" if name else f"channel {channel_id}"

    def count(self, rule: str) -> int:
        """Return the strictest count of a rule, for sizes. Raises KeyError."""
        counts = [row.count for row in self.rows if row.rule == rule and row.count != "month_days"]
        if not counts:
            raise KeyError(rule)
        return min(counts)


NO_LIMITS = Limits(())

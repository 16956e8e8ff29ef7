"""What the platforms let an account do, counted exactly and refused beyond.

Windows under a day roll by the machine's clock and live in memory; longer ones and the calendar
follow the story's clock and survive a restart.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

import msgspec

from pond_emulator.kit.clock import Clock
from pond_emulator.kit.rules import (
    CALENDAR,
    DAY_S,
    Rule,
    china_day,
    in_force,
    midnight,
    period,
    read_rules,
)
from pond_emulator.kit.store import Store

PRESETS = ("current", "strict", "off")
# WeCom says how long it blocks: 60 s after the minute's limit, 60 minutes after the hour's
# (developer.work.weixin.qq.com/document/path/90454). The others say nothing: their windows roll.
BLOCKING = ("wecom",)


class Switch(msgspec.Struct):
    """What an operator of the emulator has set for a platform."""

    preset: str = "current"
    counts: dict[str, int] = {}


@dataclass
class Window:
    """A rolling window under a day: when the calls came, and until when nothing passes."""

    times: deque[float] = field(default_factory=deque)
    blocked: float = 0.0

    def forget(self, before: float) -> None:
        while self.times and self.times[0] <= before:
            self.times.popleft()


class Limits:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._rows: dict[str, list[Rule]] = {}
        self._switches: dict[str, Switch] = {}
        self._in_force: dict[tuple[str, date], list[Rule]] = {}
        self._room: dict[tuple[str, str], int] = {}
        self._day = (0, date.min)
        self._buckets: dict[tuple[str, date, str, bool], list[Rule]] = {}
        self._windows: dict[tuple[str, str], Window] = {}

    def hit(
        self,
        platform: str,
        account: str,
        endpoint: str,
        bucket: str = "",
        subject: str = "",
        amount: int = 1,
    ) -> Rule | None:
        """Counts one call, unless a rule refuses it: then tells that rule and counts nothing.

        Without a subject the rules per endpoint and per account count; with one, those that count
        each recipient by itself, so a door and a handler each ask once.
        """
        asked = [
            (rule, key_of(rule, account, endpoint, subject))
            for rule in self._counting(platform, bucket, each=bool(subject))
        ]
        for rule, key in asked:
            if self._full(platform, rule, key, amount):
                return rule
        for rule, key in asked:
            self._count(platform, rule, key, amount)
        return None

    def _counting(self, platform: str, bucket: str, *, each: bool) -> list[Rule]:
        """The rules a call of this bucket uses up; looked for once a day, asked at every call."""
        asked = (platform, self._today(), bucket, each)
        if asked not in self._buckets:
            self._buckets[asked] = [
                rule
                for rule in self.rules(platform)
                if rule.counted and (rule.per == "subject") == each and rule.bucket in ("*", bucket)
            ]
        return self._buckets[asked]

    def rules(self, platform: str) -> list[Rule]:
        """Those that are counted today, with the operator's counts; none when switched off."""
        return [] if self.switch(platform).preset == "off" else self._begun(platform)

    def count(self, platform: str, rule: str) -> int:
        """How many a rule allows today (sizes too, which nothing switches off).

        Raises LookupError when there is no such rule.
        """
        for row in self._begun(platform):
            if row.rule == rule:
                return row.allowed(self._today())
        raise LookupError(f"{platform} has no rule {rule}")

    def full(self, platform: str, rule: str, key: str, count: Callable[[], int]) -> bool:
        """Whether a stock (of one account or member) has no room for one more. It is counted only
        when what was free at the last count may be used up by now.
        """
        room = self._room.get((rule, key), 0) or self.count(platform, rule) - count()
        self._room[rule, key] = max(room - 1, 0)
        return room <= 0

    def _begun(self, platform: str) -> list[Rule]:
        known = self._in_force.get((platform, self._today()))
        if known is None:
            if platform not in self._rows:
                self._rows[platform] = read_rules(platform)
            switch = self.switch(platform)
            found = in_force(self._rows[platform], switch.preset, self._today())
            known = [replace(row, count=switch.counts.get(row.rule, row.count)) for row in found]
            self._in_force[platform, self._today()] = known
        return known

    def switch(self, platform: str) -> Switch:
        if platform not in self._switches:
            kept = self._store.get(f"limits:{platform}")
            self._switches[platform] = msgspec.json.decode(kept, type=Switch) if kept else Switch()
        return self._switches[platform]

    def set_switch(self, platform: str, preset: str | None, rule: str, count: int | None) -> None:
        """Another preset, or another count for one rule (None: the platform's own again)."""
        before = self.switch(platform)
        counts = {k: v for k, v in before.counts.items() if k != rule}
        counts |= {rule: count} if rule and count is not None else {}
        after = Switch(preset or before.preset, counts)
        self._switches[platform] = after
        self._in_force.clear()
        self._buckets.clear()
        self._room.clear()
        self._store.put(f"limits:{platform}", msgspec.json.encode(after).decode())
        self._windows = {
            k: v for k, v in self._windows.items() if not k[0].startswith(f"{platform} ")
        }

    def used(self, platform: str) -> list[dict[str, Any]]:
        """Every rule in force with what was counted against it, fullest first."""
        rows = []
        for rule in self.rules(platform):
            allowed = rule.allowed(self._today())
            shown = {"platform": platform, "allowed": allowed, **asdict(rule)}
            keys = self._keys(platform, rule) if rule.counted else []
            rows += [shown | {"key": k, "used": n, "left": max(allowed - n, 0)} for k, n in keys]
            if not keys:
                rows.append(shown | {"key": "", "used": 0, "left": allowed})
        return sorted(rows, key=lambda row: row["used"] / max(row["allowed"], 1), reverse=True)

    def _full(self, platform: str, rule: Rule, key: str, amount: int) -> bool:
        allowed = rule.allowed(self._today())
        if not rule.short:
            return self._stored(rule, key) + amount > allowed
        now, window = self._clock.real(), self._window(platform, rule, key)
        window.forget(now - rule.seconds)
        if window.blocked > now:
            return True
        if len(window.times) + amount <= allowed:
            return False
        if platform in BLOCKING and rule.per != "subject":
            window.blocked = now + rule.seconds
        return True

    def _count(self, platform: str, rule: Rule, key: str, amount: int) -> None:
        if rule.short:
            self._window(platform, rule, key).times.extend([self._clock.real()] * amount)
        elif rule.window in CALENDAR:
            self._store.run(
                "insert into limit_period values (?, ?, ?, ?, ?) on conflict (rule, key, period)"
                " do update set used = used + excluded.used",
                *(rule.rule, key, self._period(rule), platform, amount),
            )
        else:
            self._store.many(
                "insert into limit_hit (rule, key, at, platform) values (?, ?, ?, ?)",
                [(rule.rule, key, self._clock.world(), platform)] * amount,
            )

    def _stored(self, rule: Rule, key: str) -> int:
        if rule.window in CALENDAR:
            found = self._store.value(
                "select used from limit_period where rule = ? and key = ? and period = ?",
                *(rule.rule, key, self._period(rule)),
            )
        else:
            found = self._store.value(
                "select count(*) from limit_hit where rule = ? and key = ? and at > ?",
                *(rule.rule, key, self._clock.world() - rule.seconds),
            )
        return int(found or 0)

    def _keys(self, platform: str, rule: Rule) -> list[tuple[str, int]]:
        """(who, how many) for everyone who used something of a rule that still counts."""
        if rule.short:
            mine = [k for k in self._windows if k[0] == window_name(platform, rule)]
            for key in mine:
                self._windows[key].forget(self._clock.real() - rule.seconds)
            return [(k[1], len(self._windows[k].times)) for k in mine if self._windows[k].times]
        if rule.window in CALENDAR:
            rows = self._store.all(
                "select key, used from limit_period where platform = ? and rule = ? and period = ?"
                " order by used desc limit 50",
                *(platform, rule.rule, self._period(rule)),
            )
        else:
            rows = self._store.all(
                "select key, count(*) as used from limit_hit where platform = ? and rule = ?"
                " and at > ? group by key order by used desc limit 50",
                *(platform, rule.rule, self._clock.world() - rule.seconds),
            )
        return [(row["key"], row["used"]) for row in rows]

    def _window(self, platform: str, rule: Rule, key: str) -> Window:
        return self._windows.setdefault((window_name(platform, rule), key), Window())

    def _period(self, rule: Rule) -> str:
        return period(rule.window, self._today())

    def _today(self) -> date:
        """China's day, found anew only when the story has left it."""
        now = self._clock.world()
        if not self._day[0] <= now < self._day[0] + DAY_S:
            day = china_day(now)
            self._day = (int(midnight(day)), day)
        return self._day[1]


def window_name(platform: str, rule: Rule) -> str:
    return f"{platform} {rule.rule}"


def key_of(rule: Rule, account: str, endpoint: str, subject: str) -> str:
    """What is counted by itself under this rule."""
    return " ".join((account, endpoint if rule.per == "endpoint" else subject)).strip()

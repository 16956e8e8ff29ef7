"""No window of the platform's, wherever it begins, ever holds more calls than its limit."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pondkeeper.domain.channels import quota_window as window
from pondkeeper.domain.channels.limits import Limit, Limits

START = datetime(2026, 3, 31, 15, 0, tzinfo=UTC)
"""An hour before midnight, and the end of a month, in Shanghai."""


def limit(count, size="60s", **more):
    row = {"rule": "r", "preset": "current", "since": date(2024, 1, 1), "source": "", "mark": "V2"}
    return Limit(**row | {"count": count, "window": size, "zh": "", "en": "", "bucket": "*"} | more)


@given(
    count=st.integers(1, 40),
    steps=st.lists(st.tuples(st.floats(0, 30), st.integers(1, 12), st.floats(0, 4.9))),
)
def test_rolling_window_is_never_passed(count, steps):
    rule, state, at, arrived = limit(count), window.NOTHING, START, []
    for passed_s, wanted, late_s in steps:
        at += timedelta(seconds=passed_s)
        grant = window.take(rule, state, at, wanted)
        state = grant.used
        arrived += [at + timedelta(seconds=late_s)] * grant.given
        if not grant.given:
            assert 0 < grant.wait_s <= 71
    for begin in arrived:
        held = [one for one in arrived if begin <= one < begin + timedelta(seconds=60)]
        assert len(held) <= count


@given(
    count=st.integers(1, 40),
    size=st.sampled_from(["day", "week", "month"]),
    steps=st.lists(st.tuples(st.integers(0, 3600), st.integers(1, 12), st.floats(0, 9.9))),
)
def test_calendar_window_is_never_passed(count, size, steps):
    rule, state, at = limit(count, size), window.NOTHING, START
    arrived: dict[datetime, int] = {}
    for passed_s, wanted, late_s in steps:
        at += timedelta(seconds=passed_s)
        grant = window.take(rule, state, at, wanted)
        state = grant.used
        begun = rule.begins(at + timedelta(seconds=late_s))
        arrived[begun] = arrived.get(begun, 0) + grant.given
        assert rule.begins(at) <= at < rule.ends(at)
    assert all(given <= count for given in arrived.values())


def test_what_was_waited_for_is_there():
    rule = limit(10)
    state = window.take(rule, window.NOTHING, START, 10).used
    refused = window.take(rule, state, START + timedelta(seconds=3), 1)
    later = START + timedelta(seconds=3 + refused.wait_s)
    assert (refused.given, window.take(rule, refused.used, later, 1).given) == (0, 1)
    assert window.used(rule, state, START + timedelta(seconds=80)) == 0


def test_limit_holds_from_its_day_on_and_the_strict_one_where_nothing_else_was_chosen():
    four = limit(4, "month", rule="mass", preset="strict", since=date(2020, 1, 1))
    days = limit("month_days", "month", rule="mass", since=date(2025, 11, 17))
    rules = Limits((four, days))
    february = datetime(2026, 2, 10, tzinfo=UTC)
    assert rules.row("mass", "strict", date(2026, 1, 1)) is four
    assert rules.row("mass", "current", date(2025, 11, 16)) is four
    assert rules.row("mass", "current", date(2025, 11, 17)) is days
    assert days.amount(february) == 28
    assert [row.count for row in rules.today("current", date(2026, 1, 1), {"mass": 9})] == [9]
    assert rules.row("mass", "strict", date(2019, 1, 1)) is None

"""The published CDNOW figures, from the purchase log itself.

The log lies in the wheel of `lifetimes` as data files; the package is never imported.
Figures: Fader, Hardie and Lee (2005) for BG/NBD, Fader and Hardie (2013) for Gamma-Gamma.
"""

import csv
import math
from collections import Counter, defaultdict
from datetime import date, timedelta
from importlib.metadata import files
from pathlib import Path
from typing import NamedTuple

import pytest

from pondkeeper.domain.insight import bgnbd, gamma_gamma, ltv
from pondkeeper.domain.insight.cells import Cells, Spend
from pondkeeper.domain.insight.fitted import BgNbd, GammaGamma

CUT = date(1997, 9, 30)
END = date(1998, 6, 30)
WEEKS_AFTER = 39


class Printed(NamedTuple):
    """A row of the published summary: weeks and dollars rounded to two places."""

    frequency: int
    last: float
    age: float
    dollars: float


class Person(NamedTuple):
    frequency: int
    last: int
    age: int
    cents: int
    later: int


def data_file(name: str) -> Path:
    found = [Path(str(f.locate())) for f in files("lifetimes") or () if f.name == name]
    assert found, f"{name} is missing: install the wheel of lifetimes 0.11.3 (--no-deps will do)"
    return found[0]


def history(days: dict[date, int]) -> Person:
    first = min(days)
    repeats = [day for day in days if first < day <= CUT]
    return Person(
        frequency=len(repeats),
        last=(max(repeats, default=first) - first).days,
        age=(CUT - first).days,
        cents=sum(days[day] for day in repeats),
        later=sum(CUT < day <= CUT + timedelta(weeks=WEEKS_AFTER) for day in days),
    )


@pytest.fixture(scope="module")
def people() -> list[Person]:
    with data_file("CDNOW_sample.txt").open() as lines:
        sample = {line.split()[0] for line in lines}
    bought: dict[str, Counter[date]] = defaultdict(Counter)
    with data_file("CDNOW_master.txt").open() as lines:
        next(lines)
        for who, day, _, dollars in (line.split() for line in lines):
            if who in sample:
                bought[who][date.fromisoformat(day)] += round(float(dollars) * 100)
    return [history(bought[who]) for who in sorted(bought)]


@pytest.fixture(scope="module")
def printed() -> list[Printed]:
    with data_file("cdnow_customers_summary_with_transactions.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    return [
        Printed(int(row["x"]), float(row["t_x"]), float(row["T"]), float(row["zbar"]))
        for row in rows
    ]


def mean_dollars(person: Person) -> float:
    return person.cents / 100 / person.frequency if person.frequency else 0.0


def cells_of(people: list[Person]) -> Cells:
    return Cells.of(
        [p.frequency for p in people], [p.last for p in people], [p.age for p in people]
    )


def spend_of(people: list[Person]) -> Spend:
    return Spend.of([p.frequency for p in people], [p.cents for p in people])


@pytest.fixture(scope="module")
def buying(people: list[Person]) -> BgNbd:
    model = bgnbd.fit(cells_of(people))
    assert isinstance(model, BgNbd)
    return model


@pytest.fixture(scope="module")
def spending(people: list[Person]) -> GammaGamma:
    model = gamma_gamma.fit(spend_of(people))
    assert isinstance(model, GammaGamma)
    return model


def test_the_log_gives_the_histories_of_the_printed_summary(people, printed):
    ours = sorted((p.frequency, p.last / 7, p.age / 7, mean_dollars(p)) for p in people)
    theirs = sorted((row.frequency, row.last, row.age, row.dollars) for row in printed)
    assert len(ours) == len(theirs) == 2357
    assert all(a == pytest.approx(b, abs=0.0051) for a, b in zip(ours, theirs, strict=True))
    assert sum(p.frequency for p in people) == 2457
    assert sum(p.frequency > 0 for p in people) == 946


def test_bg_nbd_gives_the_published_parameters(buying):
    # alpha and b are printed from weeks rounded to two places; see the next test
    assert buying.r == pytest.approx(0.2426, abs=5e-5)
    assert buying.alpha == pytest.approx(4.4135, abs=2e-4)
    assert buying.a == pytest.approx(0.7929, abs=5e-5)
    assert buying.b == pytest.approx(2.4258, abs=2e-4)
    assert buying.fit.log_likelihood == pytest.approx(-9582.43, abs=5e-3)
    assert buying.fit.standard_errors == pytest.approx((0.0126, 0.378, 0.186, 0.705), rel=5e-3)
    assert (buying.fit.people, buying.fit.repeaters) == (2357, 946)
    assert buying.fit.gradient_norm < 1e-9


def test_from_weeks_as_printed_the_parameters_agree_to_every_printed_digit(printed):
    model = bgnbd.fit(
        Cells.of(
            [row.frequency for row in printed],
            [round(row.last * 100) for row in printed],
            [round(row.age * 100) for row in printed],
        )
    )
    assert isinstance(model, BgNbd)
    alpha = model.alpha * 7 / 100  # hundredths of a week were passed as if they were days
    assert [round(f, 4) for f in (model.r, alpha, model.a, model.b)] == [
        0.2426,
        4.4135,
        0.7929,
        2.4258,
    ]


def test_the_example_of_the_paper_buys_1_2259_times_in_39_weeks(buying):
    person = Cells.of([2], [213], [272])  # 30.43 and 38.86 weeks
    assert bgnbd.expected_purchases(buying, person, 39)[0] == pytest.approx(1.2259, abs=2e-4)


def test_gamma_gamma_gives_the_published_parameters(spending):
    assert [round(f, 2) for f in (spending.p, spending.q, spending.v / 100)] == [6.25, 3.74, 15.44]
    assert (spending.fit.people, spending.left_out) == (946, 0)


def test_from_spend_as_printed_gamma_gamma_agrees_to_every_printed_digit(printed):
    model = gamma_gamma.fit(
        Spend.of(
            [row.frequency for row in printed],
            [row.frequency * round(row.dollars * 100) for row in printed],
        )
    )
    assert isinstance(model, GammaGamma)
    assert [round(f, 4) for f in (model.p, model.q, model.v / 100)] == [6.2488, 3.7446, 15.4477]
    in_dollars = model.fit.log_likelihood + model.fit.people * math.log(100)
    assert in_dollars == pytest.approx(-4055.92, abs=5e-3)


def test_spend_hardly_depends_on_frequency(spending):
    assert spending.correlation.value == pytest.approx(0.1138, abs=2e-3)
    assert spending.correlation.low > 0
    assert not spending.correlation.doubtful


def test_the_back_test_shows_by_how_much_the_model_misses(people):
    test = ltv.backtest(cells_of(people), sum(p.later for p in people), WEEKS_AFTER)
    assert isinstance(test, ltv.Backtest)
    assert round(test.predicted) == 1653
    assert test.actual == 1882
    assert test.error == pytest.approx(-0.12, abs=5e-3)

"""The value of people: what it is made of, its interval, and what must be said beside it."""

import random

import numpy as np
import pytest
from tests.domain.insight.clv_people import buying_days, history

from pondkeeper.domain.insight import bgnbd, gamma_gamma, ltv
from pondkeeper.domain.insight.cells import Cells, Spend
from pondkeeper.domain.insight.fitted import BgNbd, GammaGamma, Maximum, NotFitted


def known(errors: tuple[float, ...]) -> Maximum:
    """A fit whose log parameters are known independently, each with its error."""
    return Maximum(
        people=2_357,
        repeaters=946,
        log_likelihood=0.0,
        gradient_norm=0.0,
        standard_errors=(),
        log_covariance=tuple(
            tuple(error**2 if i == j else 0.0 for j in range(len(errors)))
            for i, error in enumerate(errors)
        ),
    )


BUYING = BgNbd(r=0.2426, alpha=4.4136, a=0.7929, b=2.4259, fit=known((0.05, 0.08, 0.1, 0.1)))
SPENDING = GammaGamma(
    p=6.25,
    q=3.744,
    v=1544.0,
    left_out=0,
    correlation=gamma_gamma.correlation(Spend.of([1, 2], [100, 300])),
    fit=known((0.1, 0.05, 0.1)),
)
CELLS = Cells.of([0, 1, 2, 8], [0, 30, 213, 260], [272, 272, 272, 272], [50, 20, 10, 1])
SPEND = Spend.of([0, 1, 2, 8], [0, 2_000, 9_000, 30_000], [50, 20, 10, 1])
TERMS = ltv.Terms(weeks=52, discount_bp=1_000, margin_bp=4_000)


def test_value_is_purchases_times_spend_times_margin():
    terms = ltv.Terms(weeks=52, discount_bp=0, margin_bp=10_000)
    bought = bgnbd.expected_purchases(BUYING, CELLS, 52)
    spent = gamma_gamma.expected_spend(SPENDING, SPEND)
    whole = ltv.value(BUYING, SPENDING, CELLS, SPEND, terms)
    assert whole.value == pytest.approx(bought * spent)
    half = ltv.Terms(weeks=52, discount_bp=0, margin_bp=5_000)
    assert ltv.value(BUYING, SPENDING, CELLS, SPEND, half).value == pytest.approx(whole.value / 2)


@pytest.mark.parametrize("age", [0, 30, 272, 2_000])
def test_the_discount_is_that_of_a_sum_day_by_day(age):
    cells, days = Cells.of([0], [0], [age]), 52 * 7
    grown = [0.0] + [bgnbd.expected_purchases(BUYING, cells, d / 7)[0] for d in range(1, days + 1)]
    by_day = sum(
        (grown[day + 1] - grown[day]) * 1.1 ** (-(day + 0.5) / 365.25) for day in range(days)
    )
    found = ltv.discounted_purchases(BUYING, cells, 52, 1_000)[0]
    assert found == pytest.approx(by_day, rel=1e-5)
    assert found < grown[-1]


def test_the_interval_agrees_with_drawing_the_parameters():
    draw = np.random.default_rng(11)
    deviations = draw.normal(size=(1_500, 7)) * [0.05, 0.08, 0.1, 0.1, 0.1, 0.05, 0.1]
    totals = []
    for moved in np.exp(deviations):
        r, alpha, a, b, p, q, v = moved * [0.2426, 4.4136, 0.7929, 2.4259, 6.25, 3.744, 1544.0]
        buying = BgNbd(r=r, alpha=alpha, a=a, b=b, fit=BUYING.fit)
        spending = GammaGamma(
            p=p, q=q, v=v, left_out=0, correlation=SPENDING.correlation, fit=SPENDING.fit
        )
        bought = ltv.discounted_purchases(buying, CELLS, 52, 1_000)
        spent = gamma_gamma.expected_spend(spending, SPEND)
        totals.append(0.4 * float((bought * spent) @ CELLS.weight))
    pool = ltv.pool_value(BUYING, SPENDING, CELLS, SPEND, TERMS, None)
    low, high = np.quantile(totals, [0.025, 0.975])
    assert pool.low == pytest.approx(low, rel=0.03)
    assert pool.high == pytest.approx(high, rel=0.03)


def test_a_pool_is_worth_its_people_and_its_interval_holds_its_value():
    each = ltv.value(BUYING, SPENDING, CELLS, SPEND, TERMS)
    assert np.all((each.low > 0) & (each.low < each.value) & (each.value < each.high))
    test = ltv.Backtest(weeks=39, predicted=1_653.0, actual=1_882)
    pool = ltv.pool_value(BUYING, SPENDING, CELLS, SPEND, TERMS, test)
    assert pool.total == pytest.approx(float(each.value @ CELLS.weight))
    assert pool.low < pool.total < pool.high
    assert (pool.people, pool.terms, pool.backtest) == (81, TERMS, test)


def test_someone_long_gone_is_worth_nothing_without_a_warning():
    gone = Cells.of([900], [900], [100_000])
    worth = ltv.value(BUYING, SPENDING, gone, Spend.of([900], [900_000]), TERMS)
    assert worth.value[0] == pytest.approx(0, abs=1e-9)
    assert np.isfinite(worth.high[0])


def test_a_pool_of_nobody_is_worth_nothing():
    empty = ltv.pool_value(
        BUYING, SPENDING, Cells.of([], [], []), Spend.of([], []), TERMS, backtest=None
    )
    assert (empty.people, empty.total, empty.low, empty.high) == (0, 0, 0, 0)


def test_rows_that_do_not_belong_together_are_refused():
    with pytest.raises(ValueError, match="same people"):
        ltv.value(BUYING, SPENDING, CELLS, Spend.of([0, 1, 2, 9], [0, 1, 2, 9]), TERMS)


@pytest.mark.parametrize(
    "changed",
    [{"weeks": 0}, {"weeks": 1_000}, {"discount_bp": -1}, {"margin_bp": 0}, {"margin_bp": 10_001}],
)
def test_terms_outside_reason_are_refused(changed):
    with pytest.raises(ValueError, match=r"weeks|discount"):
        ltv.Terms(**{"weeks": 52, "discount_bp": 1_000, "margin_bp": 4_000, **changed})


def test_a_young_pool_has_no_back_test():
    test = ltv.backtest(CELLS, later=12, weeks=39)
    assert isinstance(test, NotFitted)
    assert test.code == "too_few_repeaters"


def test_a_back_test_of_a_world_that_follows_the_model_hits():
    draw = random.Random(3)
    truth, cut = {"r": 0.5, "alpha": 20.0, "a": 0.8, "b": 2.5}, 400
    lives = [buying_days(draw, truth, cut + 39 * 7) for _ in range(12_000)]
    cells = Cells.of(*zip(*[history(days, cut) for days in lives], strict=True))
    test = ltv.backtest(cells, sum(day > cut for days in lives for day in days), 39)
    assert isinstance(test, ltv.Backtest)
    assert abs(test.error) < 0.06

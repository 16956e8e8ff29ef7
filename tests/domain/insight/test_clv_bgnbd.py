"""BG/NBD against people drawn from it, against plain integration, and where it must refuse."""

import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special
from tests.domain.insight.clv_people import buying_days, history

from pondkeeper.domain.insight import bgnbd
from pondkeeper.domain.insight.cells import Cells
from pondkeeper.domain.insight.fitted import BgNbd, Maximum, NotFitted

# alpha in weeks; slow buyers over long years, so that two purchases on one day are rare
TRUTH = {"r": 0.5, "alpha": 120.0, "a": 0.8, "b": 2.5}
NO_FIT = Maximum(
    people=0,
    repeaters=0,
    log_likelihood=0.0,
    gradient_norm=0.0,
    standard_errors=(),
    log_covariance=(),
)
CDNOW = BgNbd(r=0.2426, alpha=4.4136, a=0.7929, b=2.4259, fit=NO_FIT)


def test_planted_parameters_are_found_again():
    draw = random.Random(1997)
    ages = [draw.randint(3_000, 9_000) for _ in range(20_000)]
    lives = [history(buying_days(draw, TRUTH, age), age) for age in ages]
    model = bgnbd.fit(Cells.of(*zip(*lives, strict=True)))
    assert isinstance(model, BgNbd)
    for name, error in zip(model.parameters, model.fit.standard_errors, strict=True):
        assert getattr(model, name) == pytest.approx(TRUTH[name], abs=4 * error)
        assert error < TRUTH[name] / 5


@pytest.mark.parametrize("theta", [(0, 0, 0, 0), (-1.4, -0.4, -0.2, 0.9), (2, -2, 1, -3)])
def test_the_gradient_is_that_of_the_likelihood(theta):
    cells = Cells.of([0, 1, 2, 2, 9], [0, 3, 40, 90, 80], [100, 100, 100, 90, 200], [5, 4, 3, 2, 1])
    score = bgnbd._Score.of(cells, 0.05)
    start = np.asarray(theta, dtype=float)
    numeric = [
        (score(start + step)[0] - score(start - step)[0]) / 2e-5 for step in 1e-5 * np.eye(4)
    ]
    assert score(start)[1] == pytest.approx(numeric, abs=1e-8)


def test_nobody_and_too_few_are_told_in_plain_words():
    nobody = bgnbd.fit(Cells.of([], [], []))
    assert nobody == NotFitted(code="nobody", text="Nobody has bought yet.", people=0, repeaters=0)
    few = bgnbd.fit(Cells.of([0, 1, 2], [0, 20, 70], [100, 100, 100], [5_000, 150, 49]))
    assert isinstance(few, NotFitted)
    assert (few.code, few.people, few.repeaters) == ("too_few_repeaters", 5_199, 199)
    assert "199 people have bought again; at least 200" in few.text


def test_people_all_alike_leave_the_parameters_open():
    alike = bgnbd.fit(Cells.of([3], [90], [100], [1_000]))
    assert isinstance(alike, NotFitted)
    assert alike.code == "not_determined"


def test_nothing_is_said_about_one_time_buyers_being_alive():
    silent = Cells.of([0, 1], [0, 30], [2_000, 2_000])
    alive = bgnbd.alive(CDNOW, silent)
    assert math.isnan(alive[0])
    assert 0 < alive[1] < 0.5
    # inside the expectation the model takes them for alive, by construction
    assert bgnbd._survival(CDNOW, silent)[0] == 1


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 60), st.integers(0, 400), st.integers(0, 3_000))
def test_the_longer_the_silence_the_less_likely_alive(frequency, spread, silence):
    last = frequency + spread
    ages = [last + silence, last + silence + 30]
    sooner, later = bgnbd.alive(CDNOW, Cells.of([frequency] * 2, [last] * 2, ages))
    assert 0 <= later <= sooner <= 1


# whole numbers too: there the formula divides 0 by 0 or scipy's 2F1 gives up
PARAMETER = st.floats(0.1, 10) | st.sampled_from([0.5, 1.0, 2.0, 3.0])


@settings(max_examples=60, deadline=None)
@given(
    PARAMETER,
    PARAMETER,
    PARAMETER,
    PARAMETER,
    st.integers(0, 100),
    st.integers(100, 2_000),
    st.sampled_from([1, 13, 52, 260]),
)
def test_the_expectation_is_the_integral_it_stands_for(r, alpha, a, b, frequency, age, weeks):
    """Given alive, purchases are the mean of (1 - (1 + p weeks / reach)^-(r+x)) / p, p by Beta."""
    model = BgNbd(r=r, alpha=alpha, a=a, b=b, fit=NO_FIT)
    cells = Cells.of([frequency], [frequency], [age])
    nodes, shares = special.roots_jacobi(100, b + frequency - 1, a - 1)
    stop = (1 + nodes) / 2
    bought = -np.expm1(-(r + frequency) * np.log1p(stop * weeks / (alpha + age / 7))) / stop
    expected = bgnbd._survival(model, cells)[0] * (shares @ bought) / shares.sum()
    assert bgnbd.expected_purchases(model, cells, weeks)[0] == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("weeks", [0, -3, 261, math.inf, math.nan])
def test_only_a_finite_horizon_is_answered(weeks):
    with pytest.raises(ValueError, match="horizon"):
        bgnbd.expected_purchases(CDNOW, Cells.of([2], [213], [272]), weeks)


def test_an_endless_future_has_no_mean_when_a_is_below_one():
    assert CDNOW.endless_mean
    person = Cells.of([2], [213], [272])
    in_weeks = [bgnbd.expected_purchases(CDNOW, person, weeks)[0] for weeks in (65, 130, 260)]
    # the mean grows without bound: each doubling adds more than the one before
    assert in_weeks[2] - in_weeks[1] > in_weeks[1] - in_weeks[0] > 0

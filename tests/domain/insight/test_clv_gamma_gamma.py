"""Gamma-Gamma against people drawn from it, and where it must refuse or warn."""

import random

import numpy as np
import pytest
from tests.domain.insight.clv_people import spent

from pondkeeper.domain.insight import gamma_gamma
from pondkeeper.domain.insight.cells import Spend
from pondkeeper.domain.insight.fitted import GammaGamma, NotFitted

TRUTH = {"p": 6.25, "q": 3.74, "v": 1544.0}


@pytest.fixture(scope="module")
def purses() -> list[tuple[int, int]]:
    draw = random.Random(2013)
    days = [min(1 + int(draw.expovariate(0.5)), 30) for _ in range(8_000)]
    return [(frequency, spent(draw, TRUTH, frequency)) for frequency in days]


@pytest.fixture(scope="module")
def model(purses) -> GammaGamma:
    fitted = gamma_gamma.fit(Spend.of(*zip(*purses, strict=True)))
    assert isinstance(fitted, GammaGamma)
    return fitted


def test_planted_parameters_are_found_again(model):
    for name, error in zip(model.parameters, model.fit.standard_errors, strict=True):
        assert getattr(model, name) == pytest.approx(TRUTH[name], abs=4 * error)
        assert error < TRUTH[name] / 5
    assert model.mean_spend == pytest.approx(6.25 * 1544 / 2.74, rel=0.03)
    assert not model.correlation.doubtful


def test_the_gradient_is_that_of_the_likelihood():
    score = gamma_gamma._Score.of(Spend.of([1, 2, 7], [300, 900, 1_000], [3, 2, 1]), 300.0)
    start = np.asarray([0.7, 1.1, -0.2])
    numeric = [
        (score(start + step)[0] - score(start - step)[0]) / 2e-5 for step in 1e-5 * np.eye(3)
    ]
    assert score(start)[1] == pytest.approx(numeric, abs=1e-8)


def test_the_unit_of_money_moves_v_alone(purses, model):
    tenths = gamma_gamma.fit(Spend.of(*zip(*[(x, total * 10) for x, total in purses], strict=True)))
    assert isinstance(tenths, GammaGamma)
    assert (tenths.p, tenths.q) == pytest.approx((model.p, model.q), rel=1e-8)
    assert tenths.v == pytest.approx(model.v * 10, rel=1e-8)
    assert tenths.fit.standard_errors[2] == pytest.approx(model.fit.standard_errors[2] * 10)


def test_a_persons_mean_is_drawn_towards_the_pools_the_more_the_fewer_days(model):
    rich = gamma_gamma.expected_spend(model, Spend.of([0, 1, 20], [0, 20_000, 400_000]))
    assert rich[0] == pytest.approx(model.mean_spend)
    assert model.mean_spend < rich[1] < rich[2] < 20_000


def test_gifts_and_refunds_are_left_out_and_counted(purses, model):
    with_gifts = [*purses, (1, 0), (2, -500), (0, 0)]
    fitted = gamma_gamma.fit(Spend.of(*zip(*with_gifts, strict=True)))
    assert isinstance(fitted, GammaGamma)
    assert fitted.left_out == 2
    assert fitted.fit == model.fit
    refunded = gamma_gamma.expected_spend(model, Spend.of([2, 2], [-500, 0]))
    assert refunded[0] == refunded[1] > 0


def test_spend_that_rises_with_frequency_is_called_doubtful(purses):
    planted = Spend.of(*zip(*[(x, total * x) for x, total in purses], strict=True))
    found = gamma_gamma.correlation(planted)
    level = [total for _, total in purses]
    assert found.value == pytest.approx(np.corrcoef([x for x, _ in purses], level)[0, 1])
    assert found.low < found.value < found.high
    assert found.doubtful


def test_without_enough_or_without_differences_it_says_so():
    nobody = gamma_gamma.fit(Spend.of([0], [0], [10_000]))
    assert isinstance(nobody, NotFitted)
    assert nobody.code == "nobody"
    few = gamma_gamma.fit(Spend.of([1, 2], [300, 900], [100, 99]))
    assert isinstance(few, NotFitted)
    assert few.code == "too_few_repeaters"
    alike = gamma_gamma.fit(Spend.of([1, 2], [300, 600], [1_000, 1_000]))
    assert isinstance(alike, NotFitted)
    assert alike.code in {"not_determined", "no_maximum"}


def test_a_tail_without_a_mean_is_refused():
    draw = random.Random(5)
    wild = [spent(draw, {**TRUTH, "q": 0.8}, 2) for _ in range(3_000)]
    fitted = gamma_gamma.fit(Spend.of([2] * 3_000, wild))
    assert isinstance(fitted, NotFitted)
    assert "no finite" in fitted.text

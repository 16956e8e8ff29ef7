"""What people will still bring: discounted contribution over a stated horizon, with an interval.

The interval is the delta method on the log of the value, from the asymptotic normal of both
fits: 95 % for the *expected* value. One person's actual future scatters far more widely, and
the model itself may be off, which only the back-test shows.
Imports numpy and scipy: only workers import this module, pages read what was stored.
"""

import math
from dataclasses import dataclass
from typing import TypeVar

import msgspec
import numpy as np

from pondkeeper.domain.insight import bgnbd, gamma_gamma
from pondkeeper.domain.insight.cells import Cells, Floats, Spend
from pondkeeper.domain.insight.fitted import BgNbd, GammaGamma, NotFitted

WEEKS_PER_YEAR = 365.25 / 7
BASIS_POINTS = 10_000
STEP = 1e-4
NOTHING = 1e-200
# Gauss-Legendre nodes of the discount integral: within 1e-5 of a daily sum even for new people.
NODES, NODE_WEIGHTS = np.polynomial.legendre.leggauss(8)

Model = TypeVar("Model", BgNbd, GammaGamma)


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """The three choices behind every value; none has a default, all are shown.

    weeks: horizon; discount_bp: interest per year, margin_bp: contribution margin of a sale,
    both in basis points. Raises ValueError outside the ranges in which a value means anything.
    """

    weeks: int
    discount_bp: int
    margin_bp: int

    def __post_init__(self) -> None:
        """Check the ranges."""
        if not 0 < self.weeks <= bgnbd.MAX_WEEKS:
            raise ValueError(f"weeks must be 1 to {bgnbd.MAX_WEEKS}")
        if not 0 <= self.discount_bp <= BASIS_POINTS or not 0 < self.margin_bp <= BASIS_POINTS:
            raise ValueError("discount is 0 to 100 % a year, margin above 0 and at most 100 %")


@dataclass(frozen=True, slots=True)
class Ltv:
    """Value per person in the unit of spend (fen), each array of shape (n,)."""

    value: Floats
    low: Floats
    high: Floats


class Backtest(msgspec.Struct, frozen=True, kw_only=True):
    """Predicted and actual repeat days in the weeks after a cut in the past.

    Its error is shown beside every value: the intervals know nothing of a wrong model.
    """

    weeks: int
    predicted: float
    actual: int

    @property
    def error(self) -> float:
        """Share by which the prediction missed: -0.12 is 12 % under."""
        return self.predicted / self.actual - 1 if self.actual else math.inf


class PoolLtv(msgspec.Struct, frozen=True, kw_only=True):
    """Value of many people together, in the unit of spend (fen), with all that qualifies it.

    `backtest` is None only when the history is too short to hold weeks back.
    """

    people: int
    total: float
    low: float
    high: float
    terms: Terms
    backtest: Backtest | None


def value(buying: BgNbd, spending: GammaGamma, cells: Cells, spend: Spend, terms: Terms) -> Ltv:
    """Value of each person; `cells` and `spend` are aligned, row by row.

    Raises ValueError when they are not.
    """
    expected, slopes = _value_and_slopes(buying, spending, cells, spend, terms)
    log_error = np.sqrt(np.einsum("in,ij,jn->n", slopes, _covariance(buying, spending), slopes))
    reach = np.exp(gamma_gamma.NORMAL_95 * log_error)
    return Ltv(expected, expected / reach, expected * reach)


def pool_value(
    buying: BgNbd,
    spending: GammaGamma,
    cells: Cells,
    spend: Spend,
    terms: Terms,
    backtest: Backtest | None,
) -> PoolLtv:
    """Value of all people together: errors of one fit are shared, so they do not average out."""
    expected, slopes = _value_and_slopes(buying, spending, cells, spend, terms)
    weighted = expected * cells.weight
    total = float(weighted.sum())
    slope = slopes @ weighted / total if total else np.zeros(len(slopes))
    log_error = math.sqrt(slope @ _covariance(buying, spending) @ slope)
    reach = math.exp(gamma_gamma.NORMAL_95 * log_error)
    return PoolLtv(
        people=cells.people,
        total=total,
        low=total / reach,
        high=total * reach,
        terms=terms,
        backtest=backtest,
    )


def discounted_purchases(model: BgNbd, cells: Cells, weeks: int, discount_bp: int) -> Floats:
    """Expected buying days of the next `weeks`, each worth less the later it comes, shape (n,).

    The sum of exp(-rate t) over purchases at times t equals, by parts,
    exp(-rate weeks) E(weeks) + rate * integral of exp(-rate t) E(t); E is smooth, so few nodes do.
    """
    rate = math.log1p(discount_bp / BASIS_POINTS) / WEEKS_PER_YEAR
    present = math.exp(-rate * weeks) * bgnbd.expected_purchases(model, cells, weeks)
    if not rate:
        return present
    for node, share in zip((NODES + 1) / 2 * weeks, NODE_WEIGHTS / 2 * weeks, strict=True):
        earlier = bgnbd.expected_purchases(model, cells, node)
        present += rate * share * math.exp(-rate * node) * earlier
    return present


def backtest(cells: Cells, later: int, weeks: int) -> Backtest | NotFitted:
    """Fit on histories as of a cut `weeks` ago and compare with what followed.

    cells: histories observed up to the cut; later: days with a purchase that the same people
    had in the `weeks` after it.
    """
    model = bgnbd.fit(cells)
    if isinstance(model, NotFitted):
        return model
    packed = cells.packed()
    predicted = float(packed.weight @ bgnbd.expected_purchases(model, packed, weeks))
    return Backtest(weeks=weeks, predicted=predicted, actual=later)


def _value_and_slopes(
    buying: BgNbd, spending: GammaGamma, cells: Cells, spend: Spend, terms: Terms
) -> tuple[Floats, Floats]:
    """Value (n,) and its log-slopes (7, n) in the logs of r, alpha, a, b, p, q, v."""
    if not np.array_equal(cells.frequency, spend.frequency):
        raise ValueError("cells and spend must describe the same people in the same order")

    def bought(model: BgNbd) -> Floats:
        # Someone long gone may come out as exactly nothing, which has no logarithm.
        found = discounted_purchases(model, cells, terms.weeks, terms.discount_bp)
        return np.maximum(found, NOTHING)

    def spent(model: GammaGamma) -> Floats:
        return gamma_gamma.expected_spend(model, spend)

    margin = terms.margin_bp / BASIS_POINTS
    slopes = [np.log(bought(up) / bought(down)) / (2 * STEP) for up, down in _nudged(buying)]
    slopes += [np.log(spent(up) / spent(down)) / (2 * STEP) for up, down in _nudged(spending)]
    return bought(buying) * spent(spending) * margin, np.asarray(slopes)


def _nudged(model: Model) -> list[tuple[Model, Model]]:
    """Return, for each parameter, the model with its log a step up and a step down."""

    def moved(name: str, step: float) -> Model:
        return msgspec.structs.replace(model, **{name: getattr(model, name) * math.exp(step)})

    return [(moved(name, STEP), moved(name, -STEP)) for name in model.parameters]


def _covariance(buying: BgNbd, spending: GammaGamma) -> Floats:
    """Both fits' covariance, shape (7, 7); zero between them: the model has them independent."""
    joint = np.zeros((7, 7))
    joint[:4, :4] = buying.fit.log_covariance
    joint[4:, 4:] = spending.fit.log_covariance
    return joint

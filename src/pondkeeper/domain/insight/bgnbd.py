"""BG/NBD: how often people buy again and whether they still do.

Fader, Hardie and Lee, "Counting Your Customers" the Easy Way, Marketing Science 24 (2005).
A person buys at a rate from Gamma(r, alpha) and stops after a purchase with a chance from
Beta(a, b). Imports numpy and scipy: only workers import this module, pages read `fitted`.
"""

import math
from dataclasses import dataclass

import msgspec
import numpy as np
from scipy import special

from pondkeeper.domain.insight.cells import DAYS_PER_WEEK, Cells, Floats, Ints
from pondkeeper.domain.insight.fit import maximise, refusal
from pondkeeper.domain.insight.fitted import BgNbd, Maximum, NotFitted

# The longest age is scaled to this before the search: all four log parameters are then small.
SCALED_AGE = 10.0
# Beyond five years the model extrapolates; with a <= 1 it has no limit to converge to either.
MAX_WEEKS = 260
ASIDE = 2e-5


def fit(cells: Cells) -> BgNbd | NotFitted:
    """Fit by maximum likelihood; parameters in weeks.

    Order and division of the cells do not matter, to the last bit.
    """
    cells = cells.packed()
    people, repeaters = cells.people, cells.repeaters
    if refused := refusal(people, repeaters):
        return refused
    scale = SCALED_AGE / float(cells.age.max())
    found = maximise(_Score.of(cells, scale), np.zeros(4), BgNbd.parameters, people, repeaters)
    if isinstance(found, NotFitted):
        return found
    theta, quality = found
    return _in_weeks(theta, quality, scale * DAYS_PER_WEEK, cells)


def alive(model: BgNbd, cells: Cells) -> Floats:
    """Probability that each person still buys, shape (n,); NaN for one-time buyers.

    The model only lets people stop after a *repeat* purchase, so a one-time buyer has
    probability 1 by construction, however long silent: no statement, hence NaN (null in JSON).
    Choose whom to wake by another rule.
    """
    return np.where(cells.frequency > 0, _survival(model, cells), np.nan)


def expected_purchases(model: BgNbd, cells: Cells, weeks: float) -> Floats:
    """Expected days with a purchase in the next `weeks`, per person, shape (n,).

    Equation 10 of the paper with Euler's transformation of 2F1, which keeps its arguments small
    (the printed form overflows for frequent buyers). Finite horizons only: ValueError above
    MAX_WEEKS, because with a < 1 the mean over an endless future is infinite.
    """
    if not 0 < weeks <= MAX_WEEKS:
        raise ValueError(f"the horizon must be above 0 and at most {MAX_WEEKS} weeks")
    if not _breaks(model):
        return _expected(model, model.a, cells, weeks)
    aside = [_expected(model, model.a * factor, cells, weeks) for factor in (1 - ASIDE, 1 + ASIDE)]
    return (aside[0] + aside[1]) / 2


@dataclass(frozen=True, slots=True)
class _Score:
    """Mean log-likelihood per person and its gradient, in the logs of (r, alpha, a, b).

    Gamma functions depend on the frequency alone, so they are taken once per distinct
    frequency (`distinct`, found again by `where`), not once per cell.
    """

    distinct: Ints
    where: Ints
    people_at: Floats
    frequency: Ints
    last: Floats
    age: Floats
    weight: Floats

    @classmethod
    def of(cls, cells: Cells, scale: float) -> "_Score":
        distinct, where = np.unique(cells.frequency, return_inverse=True)
        weight: Floats = cells.weight / np.float64(cells.people)
        people_at: Floats = np.bincount(where, weights=weight).astype(np.float64)
        last: Floats = cells.last * np.float64(scale)
        age: Floats = cells.age * np.float64(scale)
        return cls(distinct, where, people_at, cells.frequency, last, age, weight)

    def __call__(self, theta: Floats) -> tuple[float, Floats]:
        r, alpha, a, b = np.exp(theta)
        since_age, since_last = np.log(alpha + self.age), np.log(alpha + self.last)
        total = r + self.frequency
        # log odds that the person stopped at the last purchase rather than is still here
        log_odds = self._stop(a, b)[self.where] + total * (since_age - since_last)
        stopped = special.expit(log_odds)
        tail = np.logaddexp(0, log_odds) - total * since_age
        value = self.people_at @ self._head(r, alpha, a, b) + self.weight @ tail
        passed = since_age + stopped * (since_last - since_age)
        per_alpha = total * ((1 - stopped) / (alpha + self.age) + stopped / (alpha + self.last))
        stopped_at = np.bincount(self.where, weights=self.weight * stopped)
        gradient = self._head_gradient(r, alpha, a, b)
        gradient -= [self.weight @ passed, self.weight @ per_alpha, 0, 0]
        gradient += [0, 0, stopped_at.sum() / a, -(stopped_at / self._stoppable(b)).sum()]
        return float(value), gradient * np.exp(theta)

    def _stoppable(self, b: float) -> Floats:
        return np.where(self.distinct > 0, b + self.distinct - 1, 1.0)

    def _stop(self, a: float, b: float) -> Floats:
        return np.where(self.distinct > 0, np.log(a / self._stoppable(b)), -np.inf)

    def _head(self, r: float, alpha: float, a: float, b: float) -> Floats:
        x = self.distinct
        buys = special.gammaln(r + x) - special.gammaln(r) + r * np.log(alpha)
        head: Floats = buys + special.betaln(a, b + x) - special.betaln(a, b)
        return head

    def _head_gradient(self, r: float, alpha: float, a: float, b: float) -> Floats:
        x, psi = self.distinct, special.psi
        both = psi(a + b) - psi(a + b + x)
        per_r = psi(r + x) - psi(r) + np.log(alpha)
        rows = [per_r, np.full(x.size, r / alpha), both, both + psi(b + x) - psi(b)]
        gradient: Floats = np.asarray(rows) @ self.people_at
        return gradient


def _breaks(model: BgNbd) -> bool:
    """Whether whole numbers break the formula, though the mean is smooth there.

    At a = 1 and a + b = 1 it divides 0 by 0; where r - a is whole, scipy's 2F1 answers inf or
    NaN for frequent buyers. The mean of both sides is right to about ASIDE squared.
    """
    gaps = np.asarray([model.a, model.a + model.b, model.a - model.r])
    return bool(np.any(np.abs(gaps - np.rint(gaps)) < ASIDE / 2 * model.a))


def _expected(model: BgNbd, a: float, cells: Cells, weeks: float) -> Floats:
    reach = model.alpha + cells.age / DAYS_PER_WEEK
    share = weeks / (reach + weeks)
    order = a + model.b + cells.frequency - 1
    left = (1 - share) ** (a - 1) * special.hyp2f1(a + model.b - 1 - model.r, a - 1, order, share)
    expected: Floats = _survival(model, cells) * order / (a - 1) * (1 - left)
    return expected


def _survival(model: BgNbd, cells: Cells) -> Floats:
    age, last = cells.age / DAYS_PER_WEEK, cells.last / DAYS_PER_WEEK
    silence = np.log((model.alpha + age) / (model.alpha + last))
    stoppable = np.where(cells.frequency > 0, model.b + cells.frequency - 1, 1.0)
    log_odds = np.log(model.a / stoppable) + (model.r + cells.frequency) * silence
    survival: Floats = special.expit(np.where(cells.frequency > 0, -log_odds, np.inf))
    return survival


def _in_weeks(theta: Floats, quality: Maximum, per_week: float, cells: Cells) -> BgNbd:
    r, alpha, a, b = np.exp(theta).tolist()
    errors = quality.standard_errors
    purchases = float(cells.weight @ cells.frequency)
    fit = msgspec.structs.replace(
        quality,
        log_likelihood=quality.log_likelihood + purchases * math.log(per_week),
        standard_errors=(errors[0], errors[1] / per_week, *errors[2:]),
    )
    return BgNbd(r=r, alpha=alpha / per_week, a=a, b=b, fit=fit)

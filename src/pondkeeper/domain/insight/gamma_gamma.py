"""Gamma-Gamma: what a person spends on a day on which they buy.

Fader and Hardie, "The Gamma-Gamma Model of Monetary Value" (2013). A day's spend is
Gamma(p, nu), nu is Gamma(q, v) over people. Frequency and total are sufficient: single orders
are never read. Imports numpy and scipy: only workers import this module, pages read `fitted`.
"""

import math
from dataclasses import dataclass

import msgspec
import numpy as np
from scipy import special

from pondkeeper.domain.insight.cells import Floats, Spend
from pondkeeper.domain.insight.fit import maximise, not_fitted, refusal
from pondkeeper.domain.insight.fitted import Correlation, GammaGamma, Maximum, NotFitted

NORMAL_95 = 1.959963984540054
# Mean spend is p v / (q - 1): with q at 1 or hardly above it is infinite or means nothing.
MIN_LOG_Q = 0.01


def fit(spend: Spend) -> GammaGamma | NotFitted:
    """Fit by maximum likelihood; v in the unit of `spend.total`.

    One-time buyers say nothing about repeat spend and are not used; repeaters whose repeat days
    add up to nothing or less are left out and counted. Order and division of the cells do not
    matter, to the last bit.
    """
    bought_again = int(spend.weight[spend.frequency > 0].sum())
    spend = spend.packed()
    people = int(spend.weight.sum())
    if refused := refusal(people, people):
        return refused
    mean = float(spend.weight @ spend.total) / float(spend.weight @ spend.frequency)
    start = np.log([2.0, 3.0, 1.0])
    found = maximise(_Score.of(spend, mean), start, GammaGamma.parameters, people, people)
    if isinstance(found, NotFitted):
        return found
    theta, quality = found
    if theta[1] < MIN_LOG_Q:
        text = "A few people spend so much that mean spend has no finite estimate."
        return not_fitted("no_maximum", text, people, people)
    p, q, v = np.exp(theta).tolist()
    return GammaGamma(
        p=p,
        q=q,
        v=v * mean,
        left_out=bought_again - people,
        correlation=correlation(spend),
        fit=_in_units(quality, mean),
    )


def correlation(spend: Spend) -> Correlation:
    """Pearson correlation of frequency and mean spend among repeaters, 95 % by Fisher's z.

    The model assumes none: show this beside every figure that rests on it.
    """
    spend = spend.packed()
    weight = spend.weight / spend.weight.sum()
    frequency, level = spend.frequency, spend.total / spend.frequency
    from_mean = frequency - weight @ frequency, level - weight @ level
    spread = math.sqrt((weight @ from_mean[0] ** 2) * (weight @ from_mean[1] ** 2))
    value = float(weight @ (from_mean[0] * from_mean[1])) / spread if spread else 0.0
    reach = NORMAL_95 / math.sqrt(max(int(spend.weight.sum()) - 3, 1))
    center = math.atanh(min(max(value, -1 + 1e-12), 1 - 1e-12))
    return Correlation(value=value, low=math.tanh(center - reach), high=math.tanh(center + reach))


def expected_spend(model: GammaGamma, spend: Spend) -> Floats:
    """Expected spend per future buying day, per person, shape (n,), in the unit of v.

    Equation 5 of the note: the person's own mean, drawn towards the pool's by their few days.
    One-time buyers get the pool's mean; a total below nothing counts as nothing.
    """
    total = np.where(spend.frequency > 0, np.maximum(spend.total, 0), 0)
    expected: Floats = model.p * (model.v + total) / (model.p * spend.frequency + model.q - 1)
    return expected


@dataclass(frozen=True, slots=True)
class _Score:
    """Mean log-likelihood per repeater and its gradient, in the logs of (p, q, v)."""

    frequency: Floats
    total: Floats
    level: Floats
    weight: Floats

    @classmethod
    def of(cls, spend: Spend, unit: float) -> "_Score":
        frequency, total = spend.frequency.astype(np.float64), spend.total / unit
        return cls(frequency, total, total / frequency, spend.weight / spend.weight.sum())

    def __call__(self, theta: Floats) -> tuple[float, Floats]:
        p, q, v = np.exp(theta)
        shape, both = p * self.frequency, p * self.frequency + q
        log_total, log_both, log_v = np.log(self.total), np.log(v + self.total), theta[2]
        beta = special.gammaln(both) - special.gammaln(shape) - special.gammaln(q)
        value = beta + q * log_v + shape * log_total - np.log(self.level) - both * log_both
        psi = special.psi(both)
        slope_p = self.frequency * (psi - special.psi(shape) + log_total - log_both)
        slope_q = psi - special.psi(q) + log_v - log_both
        slope_v = q / v - both / (v + self.total)
        gradient = np.asarray([slope_p, slope_q, slope_v]) @ self.weight
        return float(self.weight @ value), gradient * np.exp(theta)


def _in_units(quality: Maximum, unit: float) -> Maximum:
    errors = quality.standard_errors
    return msgspec.structs.replace(
        quality,
        log_likelihood=quality.log_likelihood - quality.people * math.log(unit),
        standard_errors=(*errors[:2], errors[2] * unit),
    )

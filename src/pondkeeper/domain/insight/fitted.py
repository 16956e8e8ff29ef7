"""What a fit of the value models leaves behind: plain numbers that can be stored as JSON.

This module stays free of numpy, so that pages read a stored fit without loading it.
Decode a stored result as `BgNbd | NotFitted` or `GammaGamma | NotFitted`: the structs are tagged.
"""

from typing import ClassVar, Literal, TypeAlias

import msgspec

# Below this many people who bought again, standard errors from the curvature mean little.
MIN_REPEATERS = 200
# Norm of the gradient of the mean log-likelihood per person, in the logs of the parameters.
MAX_GRADIENT = 1e-6
# Cohen's "small" correlation: an interval wholly beyond it is neither chance nor negligible.
SMALL_CORRELATION = 0.1

Reason: TypeAlias = Literal["nobody", "too_few_repeaters", "no_maximum", "not_determined"]
Matrix: TypeAlias = tuple[tuple[float, ...], ...]


class NotFitted(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """No figures, and why: `code` for translation, `text` in plain English."""

    code: Reason
    text: str
    people: int
    repeaters: int


class Maximum(msgspec.Struct, frozen=True, kw_only=True):
    """How good a maximum is, the same for every model.

    `log_covariance` is that of the logs of the parameters (inverse observed information);
    `standard_errors` are those of the parameters themselves (delta method).
    """

    people: int
    repeaters: int
    log_likelihood: float
    gradient_norm: float
    standard_errors: tuple[float, ...]
    log_covariance: Matrix


class BgNbd(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """How often people buy and when they stop, in weeks (Fader, Hardie and Lee 2005).

    Rates are Gamma(r, alpha) per week, the chance to stop after a purchase is Beta(a, b).
    """

    parameters: ClassVar = ("r", "alpha", "a", "b")

    r: float
    alpha: float
    a: float
    b: float
    fit: Maximum

    @property
    def endless_mean(self) -> bool:
        """Whether purchases over an endless future have no finite mean (a <= 1).

        True for many real pools: the reason why every figure here names a horizon.
        """
        return self.a <= 1


class Correlation(msgspec.Struct, frozen=True, kw_only=True):
    """Pearson correlation of repeat days and spend per repeat day, with a 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def doubtful(self) -> bool:
        """Whether spend depends on frequency clearly enough to doubt Gamma-Gamma."""
        return self.low > SMALL_CORRELATION or self.high < -SMALL_CORRELATION


class GammaGamma(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What people spend on a day on which they buy (Fader and Hardie 2013).

    A day's spend is Gamma(p, nu), nu is Gamma(q, v) over people; v carries the unit of spend.
    `left_out` counts people whose repeat days add up to nothing or less (gifts, refunds).
    """

    parameters: ClassVar = ("p", "q", "v")

    p: float
    q: float
    v: float
    left_out: int
    correlation: Correlation
    fit: Maximum

    @property
    def mean_spend(self) -> float:
        """Mean spend per buying day over the whole pool; infinite when q <= 1."""
        return self.p * self.v / (self.q - 1) if self.q > 1 else float("inf")

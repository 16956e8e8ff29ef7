"""The maximum of a likelihood, or the plain reason why there is none.

Imports numpy and scipy: only modules that run in workers import this one.
"""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from scipy import optimize

from pondkeeper.domain.insight.cells import Floats
from pondkeeper.domain.insight.fitted import (
    MAX_GRADIENT,
    MIN_REPEATERS,
    Maximum,
    NotFitted,
    Reason,
)

# log parameters -> mean log-likelihood per person and its gradient, shape (k,)
Score: TypeAlias = Callable[[Floats], tuple[float, Floats]]

EDGE = 14.0  # logs of parameters stay within ±14: beyond, gamma functions lose their digits
STEP = 1e-4  # of the central differences; their error is about STEP squared
NEWTON_STEPS = 6
# A parameter known no better than within a factor of e**4 either way is not known at all.
MAX_LOG_ERROR = 2.0


def refusal(people: int, repeaters: int) -> NotFitted | None:
    """Say why these people are too few to fit anything, or None when they are enough."""
    if people == 0:
        return not_fitted("nobody", "Nobody has bought yet.", people, repeaters)
    if repeaters < MIN_REPEATERS:
        text = (
            f"{repeaters} people have bought again; at least {MIN_REPEATERS} are needed "
            "before their habits can be estimated."
        )
        return not_fitted("too_few_repeaters", text, people, repeaters)
    return None


def maximise(
    score: Score, start: Floats, names: tuple[str, ...], people: int, repeaters: int
) -> tuple[Floats, Maximum] | NotFitted:
    """Climb to the maximum and judge it; returns log parameters (k,) and their quality.

    L-BFGS-B on the mean log-likelihood per person, then Newton steps with the Hessian that the
    standard errors need anyway: L-BFGS-B alone stops where the likelihood's digits end, which
    in a large pool is short of a gradient norm of 1e-6.
    """

    def descent(theta: Floats) -> tuple[float, Floats]:
        value, gradient = score(theta)
        return -value, -gradient

    found = optimize.minimize(
        descent,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=[(-EDGE, EDGE)] * len(names),
        options={"maxiter": 1000, "maxfun": 2000, "ftol": 1e-14, "gtol": 1e-7},
    )
    theta: Floats = found.x
    information = -_hessian(score, theta)
    if np.any(np.abs(theta) >= EDGE) or np.linalg.eigvalsh(information)[0] <= 0:
        return _undetermined(theta, names, people, repeaters)
    theta = _polished(score, theta, information)
    return _judged(score, theta, information, names, people, repeaters)


def _hessian(score: Score, theta: Floats) -> Floats:
    rows = [
        (score(theta + step)[1] - score(theta - step)[1]) / (2 * STEP)
        for step in STEP * np.eye(theta.size)
    ]
    hessian = np.asarray(rows)
    return (hessian + hessian.T) / 2


def _polished(score: Score, theta: Floats, information: Floats) -> Floats:
    best, gradient = theta, score(theta)[1]
    for _ in range(NEWTON_STEPS):
        candidate = best + np.linalg.solve(information, gradient)
        if np.any(np.abs(candidate) >= EDGE):
            break
        slope = score(candidate)[1]
        if np.linalg.norm(slope) >= np.linalg.norm(gradient):
            break
        best, gradient = candidate, slope
    return best


def _judged(
    score: Score,
    theta: Floats,
    information: Floats,
    names: tuple[str, ...],
    people: int,
    repeaters: int,
) -> tuple[Floats, Maximum] | NotFitted:
    value, gradient = score(theta)
    norm = float(np.linalg.norm(gradient))
    if not norm < MAX_GRADIENT:
        text = "The search found no maximum: the purchases do not follow the model's shape."
        return not_fitted("no_maximum", text, people, repeaters)
    covariance = np.linalg.inv(information) / people
    log_errors = np.sqrt(np.diag(covariance))
    if np.any(log_errors > MAX_LOG_ERROR):
        return _undetermined(log_errors, names, people, repeaters)
    return theta, Maximum(
        people=people,
        repeaters=repeaters,
        log_likelihood=value * people,
        gradient_norm=norm,
        standard_errors=tuple((np.exp(theta) * log_errors).tolist()),
        log_covariance=tuple(tuple(row) for row in covariance.tolist()),
    )


def _undetermined(
    badness: Floats, names: tuple[str, ...], people: int, repeaters: int
) -> NotFitted:
    name = names[int(np.argmax(np.abs(badness)))]
    text = (
        f"The purchases do not pin down the parameter {name}: "
        "people are too much alike, or were watched for too short a time."
    )
    return not_fitted("not_determined", text, people, repeaters)


def not_fitted(code: Reason, text: str, people: int, repeaters: int) -> NotFitted:
    """Shorten the keyword-only struct."""
    return NotFitted(code=code, text=text, people=people, repeaters=repeaters)

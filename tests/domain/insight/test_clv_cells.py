"""Cells: the same people give the same figures, however a query groups them."""

import random
import subprocess
import sys

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.insight.clv_people import buying_days, history, spent

from pondkeeper.domain.insight import bgnbd, gamma_gamma
from pondkeeper.domain.insight.cells import Cells, Spend
from pondkeeper.domain.insight.fitted import BgNbd, NotFitted

TRUTH = {"r": 0.6, "alpha": 10.0, "a": 0.8, "b": 2.5, "p": 6.0, "q": 4.0, "v": 1500.0}


def pool() -> list[tuple[int, int, int, int, int]]:
    """Cells (frequency, last, age, total, weight), some of them alike."""
    draw, rows = random.Random(7), []
    for _ in range(1_200):
        age = draw.choice([100, 200, 300])
        frequency, last, _ = history(buying_days(draw, TRUTH, age), age)
        rows.append((frequency, last, age, spent(draw, TRUTH, frequency), draw.randint(1, 4)))
    return rows


def cells_of(rows) -> Cells:
    frequency, last, age, _, weight = np.asarray(rows).T
    return Cells.of(frequency, last, age, weight)


def spend_of(rows) -> Spend:
    frequency, _, _, total, weight = np.asarray(rows).T
    return Spend.of(frequency, total, weight)


WHOLE = pool()
BUYING = bgnbd.fit(cells_of(WHOLE))
SPENDING = gamma_gamma.fit(spend_of(WHOLE))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32))
def test_permuting_and_splitting_cells_changes_not_one_bit(seed):
    chance, pieces = random.Random(seed), []
    for *known, weight in WHOLE:
        part = chance.randint(0, weight)
        pieces += [(*known, part), (*known, weight - part)]
    chance.shuffle(pieces)
    assert bgnbd.fit(cells_of(pieces)) == BUYING
    assert gamma_gamma.fit(spend_of(pieces)) == SPENDING


def test_the_pool_of_these_tests_is_fitted_at_all():
    assert not isinstance(BUYING, NotFitted)
    assert not isinstance(SPENDING, NotFitted)


@pytest.mark.parametrize(
    "history",
    [
        (1, 30, 20),  # bought after the end of observation
        (3, 2, 20),  # three repeat days within two days: same-day purchases were not merged
        (0, 5, 20),  # bought later, yet never again
        (-1, 0, 20),
        (1, 3, -20),
        (1, 2.5, 20),
    ],
)
def test_an_impossible_history_is_refused(history):
    with pytest.raises(ValueError, match=r"."):
        Cells.of(*[[number] for number in history])


def test_columns_of_different_length_are_refused():
    with pytest.raises(ValueError, match="one length"):
        Cells.of([1, 0], [3, 0], [9])
    with pytest.raises(ValueError, match="one length"):
        Spend.of([1, 0], [300])


def test_a_fit_survives_being_stored_as_json():
    for fitted in (BUYING, bgnbd.fit(Cells.of([], [], []))):
        assert msgspec.json.decode(msgspec.json.encode(fitted), type=BgNbd | NotFitted) == fitted


def test_the_room_and_stored_fits_load_without_numpy():
    script = (
        "import sys; import pondkeeper.domain.insight, pondkeeper.domain.insight.fitted;"
        "sys.exit('numpy' in sys.modules or 'scipy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0

"""How long the value model takes to fit: CDNOW, and a million simulated people.

Timed is what a worker does: pack histories into cells and fit. Making the people is not.
Targets on two cores: CDNOW within 0.5 s, a million within 3 s. CDNOW's printed summary lies
in the wheel of `lifetimes` (a development dependency) as a data file; nothing of it is imported.
"""

import csv
import json
import statistics
import time
from importlib.metadata import files
from pathlib import Path

import numpy as np

from pondkeeper.domain.insight import bgnbd
from pondkeeper.domain.insight.cells import Cells, Ints
from pondkeeper.domain.insight.fitted import BgNbd

PEOPLE = 1_000_000
SEED = 20261122
TRUTH = {"r": 0.2426, "alpha": 4.4135, "a": 0.7929, "b": 2.4258}
YOUNGEST, OLDEST = 180, 365
TARGETS = {"cdnow_s": 0.5, "million_s": 3}

Histories = tuple[Ints, Ints, Ints]


def main() -> None:
    cdnow_s, cdnow = median_fit(cdnow_histories(), repeats=9)
    print(f"CDNOW, {cdnow.fit.people:,} people: {cdnow_s:.3f} s\n  {described(cdnow)}")
    started = time.perf_counter()
    histories = simulated(PEOPLE)
    print(f"{PEOPLE:,} people simulated in {time.perf_counter() - started:.1f} s (not counted)")
    million_s, million = median_fit(histories, repeats=5)
    print(f"{PEOPLE:,} people: {million_s:.3f} s\n  {described(million)}\n  planted: {TRUTH}")
    print("  (two purchases on one day count once, so r and alpha come out slightly higher)")
    figures = {"cdnow_s": round(cdnow_s, 3), "million_s": round(million_s, 3)}
    met = all(figures[name] <= target for name, target in TARGETS.items())
    print(json.dumps({"bench": "clv", "figures": figures, "targets": TARGETS, "met": met}))


def median_fit(histories: Histories, repeats: int) -> tuple[float, BgNbd]:
    seconds = []
    for _ in range(repeats):
        started = time.perf_counter()
        model = bgnbd.fit(Cells.of(*histories))
        seconds.append(time.perf_counter() - started)
    assert isinstance(model, BgNbd), model
    return statistics.median(seconds), model


def described(model: BgNbd) -> str:
    named = zip(model.parameters, model.fit.standard_errors, strict=True)
    numbers = ", ".join(f"{name} {getattr(model, name):.4f} ± {error:.4f}" for name, error in named)
    return f"{numbers}, log-likelihood {model.fit.log_likelihood:.2f}"


def cdnow_histories() -> Histories:
    name = "cdnow_customers_summary.csv"
    paths = [Path(str(file.locate())) for file in files("lifetimes") or () if file.name == name]
    with paths[0].open() as lines:
        rows = np.asarray([list(map(float, row[1:])) for row in list(csv.reader(lines))[1:]])
    frequency, last, age = np.rint(rows * [1, 7, 7]).astype(np.int64).T
    return frequency, last, age


def simulated(people: int) -> Histories:
    """Draw people who follow the model and write down the days on which they bought."""
    draw = np.random.default_rng(SEED)
    rate = draw.gamma(TRUTH["r"], 1 / TRUTH["alpha"], people) / 7
    stops = draw.beta(TRUTH["a"], TRUTH["b"], people)
    age = draw.integers(YOUNGEST, OLDEST + 1, people)
    frequency, last = np.zeros(people, np.int64), np.zeros(people, np.int64)
    moment = draw.random(people)  # of the day of the first purchase
    active = np.arange(people)
    while active.size:
        moment[active] += draw.exponential(size=active.size) / np.maximum(rate[active], 1e-300)
        active = active[moment[active] < age[active] + 1]
        day = moment[active].astype(np.int64)
        frequency[active] += day > last[active]  # purchases of one day are one
        last[active] = day
        active = active[draw.random(active.size) >= stops[active]]
    return frequency, last, age


if __name__ == "__main__":
    main()

"""People who live as the value models say, one by one and in plain Python.

Kept apart from numpy on purpose: nothing here shares a line of thought with the code under test.
"""

import random

Truth = dict[str, float]


def buying_days(draw: random.Random, truth: Truth, until: int) -> list[int]:
    """Let one person buy from day 0 to day `until`; returns the distinct days, ascending."""
    per_day = draw.gammavariate(truth["r"], 1 / truth["alpha"]) / 7
    stop, moment, days = draw.betavariate(truth["a"], truth["b"]), draw.random(), {0}
    while per_day > 1e-12:
        moment += draw.expovariate(per_day)
        if moment >= until + 1:
            break
        days.add(int(moment))
        if draw.random() < stop:
            break
    return sorted(days)


def history(days: list[int], age: int) -> tuple[int, int, int]:
    """What is known of a person after `age` days: (frequency, last, age)."""
    seen = [day for day in days if day <= age]
    return len(seen) - 1, seen[-1], age


def spent(draw: random.Random, truth: Truth, frequency: int) -> int:
    """Total over `frequency` days, each drawn by itself."""
    level = draw.gammavariate(truth["q"], 1 / truth["v"])
    return round(sum(draw.gammavariate(truth["p"], 1 / level) for _ in range(frequency)))

"""Cumulative margin per person by days since being added, and the day on which it covers CAC.

Each day of the curve counts only people who are that old, so nobody's future is taken for zero.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from pondkeeper.domain.insight.rates import MIN_BASE

LONGEST: Final = 180
SHOWN: Final = (0, 7, 14, 30, 60, 90, 120, 180)


@dataclass(slots=True)
class Margins:
    """People by age (capped at LONGEST) and margin in fen by (age of the order, age now)."""

    people: dict[int, int] = field(default_factory=dict)
    margin: dict[tuple[int, int], int] = field(default_factory=dict)

    def count(self, age: int, people: int) -> None:
        """Add people of this age."""
        self.people[age] = self.people.get(age, 0) + people

    def earn(self, at_age: int, age: int, fen: int) -> None:
        """Add margin that people who are `age` days old now brought at `at_age`."""
        self.margin[at_age, age] = self.margin.get((at_age, age), 0) + fen


@dataclass(frozen=True, slots=True)
class Point:
    """Margin per person up to and including a day since being added, and of how many people."""

    day: int
    margin_fen: float
    contacts: int


def curve(margins: Margins) -> list[Point]:
    """Return the points of days 0 to LONGEST that anybody is old enough for."""
    by_age = [0] * (LONGEST + 1)
    at: dict[int, list[tuple[int, int]]] = {}
    for (at_age, age), fen in margins.margin.items():
        at.setdefault(at_age, []).append((age, fen))
    points = []
    for day in range(LONGEST + 1):
        for age, fen in at.get(day, ()):
            by_age[age] += fen
        contacts = sum(people for age, people in margins.people.items() if age >= day)
        if not contacts:
            break
        points.append(Point(day, sum(by_age[day:]) / contacts, contacts))
    return points


def payback_day(points: Iterable[Point], cac_fen: float | None) -> int | None:
    """Return the first day on which margin per person reaches the cost per person.

    None without a cost, and while no day with at least 30 people does.
    """
    if cac_fen is None:
        return None
    reached = (
        point.day for point in points if point.contacts >= MIN_BASE and point.margin_fen >= cac_fen
    )
    return next(reached, None)

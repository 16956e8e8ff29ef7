"""Cells: how many people share one purchase history, as a `GROUP BY` returns them.

Imports numpy: only modules that run in workers import this one (see the package's docstring).
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]

DAYS_PER_WEEK = 7
# Three counts share one int64 key: sorting keys is eight times faster than sorting rows.
DAY_BITS = 17
FREQUENCY_BITS = 28
SPEND_BITS = 63 - FREQUENCY_BITS


@dataclass(frozen=True, slots=True)
class Cells:
    """Purchase histories; four arrays of one length.

    frequency: days with a purchase after the first such day (same-day purchases are one);
    last: days from the first to the last purchase (0 when frequency is 0);
    age: days from the first purchase to the end of observation;
    weight: how many people share this history.
    """

    frequency: Ints
    last: Ints
    age: Ints
    weight: Ints

    @classmethod
    def of(
        cls, frequency: ArrayLike, last: ArrayLike, age: ArrayLike, weight: ArrayLike = 1
    ) -> "Cells":
        """Build checked cells from whole numbers of days; order is kept.

        Raises ValueError when lengths differ or a history cannot be (last after age, fewer days
        than purchases on different days, negative counts).
        """
        frequencies = _whole(frequency)
        weights = np.broadcast_to(_whole(weight), frequencies.shape)
        cells = cls(frequencies, _whole(last), _whole(age), weights)
        _check(cells)
        return cells

    @property
    def people(self) -> int:
        """Number of people in all cells."""
        return int(self.weight.sum())

    @property
    def repeaters(self) -> int:
        """Number of people who bought on a second day."""
        return int(self.weight[self.frequency > 0].sum())

    def packed(self) -> "Cells":
        """Merge equal histories, sorted: cells in any order or division give the same result."""
        key = (self.frequency << 2 * DAY_BITS) | (self.last << DAY_BITS) | self.age
        keys, weight = merged(key, self.weight)
        days = (1 << DAY_BITS) - 1
        return Cells(keys >> 2 * DAY_BITS, keys >> DAY_BITS & days, keys & days, weight)


@dataclass(frozen=True, slots=True)
class Spend:
    """What people spent on repeat days; three arrays of one length.

    frequency: days with a purchase after the first such day; total: money spent on those days,
    the first day left out, in fen (or any whole unit); weight: how many people share both.
    """

    frequency: Ints
    total: Ints
    weight: Ints

    @classmethod
    def of(cls, frequency: ArrayLike, total: ArrayLike, weight: ArrayLike = 1) -> "Spend":
        """Build checked spend cells; order is kept. Raises ValueError on impossible input."""
        frequencies = _whole(frequency)
        weights = np.broadcast_to(_whole(weight), frequencies.shape)
        totals = _whole(total)
        if totals.shape != frequencies.shape:
            raise ValueError("frequency and total must have one length")
        _check_range("frequency", frequencies, 1 << FREQUENCY_BITS)
        _check_range("weight", weights, 1 << 62)
        _check_range("the size of total", np.abs(totals), 1 << SPEND_BITS)
        return cls(frequencies, totals, weights)

    def packed(self) -> "Spend":
        """Keep people with repeat spend above nothing, merge equal ones, sorted."""
        kept = (self.frequency > 0) & (self.total > 0)
        key = (self.frequency[kept] << SPEND_BITS) | self.total[kept]
        keys, weight = merged(key, self.weight[kept])
        return Spend(keys >> SPEND_BITS, keys & ((1 << SPEND_BITS) - 1), weight)


def merged(key: Ints, weight: Ints) -> tuple[Ints, Ints]:
    """Return the distinct keys with any weight, ascending, and the weight of each."""
    order = np.argsort(key)
    ascending = key[order]
    starts = np.flatnonzero(np.diff(ascending, prepend=-1))
    if not starts.size:
        return ascending, weight[order]
    sums = np.add.reduceat(weight[order], starts)
    return ascending[starts][sums > 0], sums[sums > 0]


def _whole(values: ArrayLike) -> Ints:
    given = np.asarray(values)
    whole = given.astype(np.int64)
    if not np.array_equal(whole, given):
        raise ValueError("histories are whole numbers: days, counts of people, fen")
    return whole


def _check(cells: Cells) -> None:
    if len({array.shape for array in (cells.frequency, cells.last, cells.age)}) > 1:
        raise ValueError("frequency, last and age must have one length")
    _check_range("frequency", cells.frequency, 1 << FREQUENCY_BITS)
    _check_range("age", cells.age, 1 << DAY_BITS)
    _check_range("weight", cells.weight, 1 << 62)
    if np.any(cells.last > cells.age):
        raise ValueError("a last purchase lies after the end of observation")
    if np.any(cells.last < cells.frequency) or np.any((cells.frequency == 0) & (cells.last != 0)):
        raise ValueError(
            "frequency counts distinct days after the first: it cannot exceed last, or be 0"
        )


def _check_range(name: str, values: Ints, limit: int) -> None:
    if np.any(values < 0) or np.any(values >= limit):
        raise ValueError(f"{name} must be at least 0 and below {limit}")

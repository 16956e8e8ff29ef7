"""Shares with their base: nothing is said of fewer people than a share can be trusted with."""

import math
from dataclasses import dataclass
from typing import Final

MIN_BASE: Final = 30
NORMAL_95: Final = 1.959964
WHOLE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Share:
    """A share in basis points with its 95 % interval (Wilson 1927)."""

    value_bp: int
    low_bp: int
    high_bp: int


def share(part: int, base: int) -> Share | None:
    """Return part / base, or None under 30 people."""
    if base < MIN_BASE:
        return None
    p, z = part / base, NORMAL_95
    middle = (p + z * z / (2 * base)) / (1 + z * z / base)
    reach = z / (1 + z * z / base) * math.sqrt(p * (1 - p) / base + z * z / (4 * base * base))
    return Share(_bp(p), _bp(max(middle - reach, 0)), _bp(min(middle + reach, 1)))


def share_bp(part: int, base: int) -> int | None:
    """Return part / base in basis points, or None under 30 people."""
    found = share(part, base)
    return None if found is None else found.value_bp


def per_head(total: int, people: int) -> int | None:
    """Return total / people, rounded, or None when there is nobody."""
    return None if people == 0 else round(total / people)


def _bp(value: float) -> int:
    return round(value * WHOLE)

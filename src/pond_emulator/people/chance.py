"""Counter-based randomness: the same seed, person and purpose give the same draw, in any order
and after any restart.
"""

import math
from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


def draw(seed: int, *keys: object) -> float:
    """A number in [0, 1)."""
    text = ":".join(str(key) for key in (seed, *keys))
    digest = blake2b(text.encode(), digest_size=8).digest()
    return (int.from_bytes(digest, "big") >> 11) / 2**53


def between(seed: int, low: float, high: float, *keys: object) -> float:
    return low + (high - low) * draw(seed, *keys)


def whole(seed: int, low: int, high: int, *keys: object) -> int:
    """A whole number from low to high, both included."""
    return low + int(draw(seed, *keys) * (high - low + 1))


def happens(seed: int, probability: float, *keys: object) -> bool:
    return draw(seed, *keys) < probability


def pick(seed: int, items: Sequence[T], *keys: object) -> T:
    return items[int(draw(seed, *keys) * len(items))]


def weighted(seed: int, weights: Sequence[float], *keys: object) -> int:
    """An index, drawn in proportion to its weight."""
    left = draw(seed, *keys) * sum(weights)
    for index, weight in enumerate(weights):
        left -= weight
        if left < 0:
            return index
    return len(weights) - 1


def waiting(seed: int, mean: float, *keys: object) -> float:
    """An exponential waiting time."""
    return -mean * math.log(1.0 - draw(seed, *keys))

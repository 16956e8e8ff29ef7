"""Keyset pages: a cursor is where the last page ended, signed by nothing and secret of nothing."""

import base64
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec

from pondkeeper.kit.errors import InvalidInput

T = TypeVar("T")

EXACT_COUNT_LIMIT = 10_000
"""Counts are exact up to here; beyond, an estimate is shown and marked so."""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page, the cursor of the next (None at the end) and how many there are in all."""

    items: list[T]
    next_cursor: str | None
    count: int | None = None
    count_exact: bool = True


def encode_cursor(*keys: Any) -> str:
    """Return the last row's sort keys as opaque text."""
    return base64.urlsafe_b64encode(msgspec.json.encode(keys)).decode().rstrip("=")


def decode_cursor(cursor: str, length: int) -> list[Any]:
    """Return the `length` sort keys in `cursor`. Raises InvalidInput when it is not ours."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        keys = msgspec.json.decode(base64.urlsafe_b64decode(padded), type=list[Any])
    except (ValueError, msgspec.DecodeError) as error:
        raise InvalidInput("This page link is not valid.", hint="Start from page one.") from error
    if len(keys) != length:
        raise InvalidInput("This page link belongs to another list.", hint="Start from page one.")
    return keys

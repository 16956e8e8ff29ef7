"""Shapes that many doors share: references, lists, pages."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

import msgspec

from pondkeeper.kit.errors import FieldError, InvalidInput

T = TypeVar("T")
Params = dict[str, Any]
"""What fills a text of the console."""


class Ref(msgspec.Struct):
    """A thing by id and name."""

    id: str
    name: str


class Items(msgspec.Struct, Generic[T]):
    """A short list, answered whole."""

    items: list[T]


class PageOf(msgspec.Struct, Generic[T]):
    """A keyset page; `count` is exact up to 10,000 and an estimate beyond."""

    items: list[T]
    next_cursor: str | None
    count: int
    count_exact: bool


class Figure(msgspec.Struct):
    """A number that can say how it was made; null with a reason in `params`.

    `previous` is the same number one period earlier, where the page compares.
    """

    key: str
    unit: str
    value: int | None
    explain: str
    params: Params
    as_of: datetime
    previous: int | None = None


def ref(ref_id: object, name: object) -> Ref | None:
    """Return a reference, or None when there is nothing to refer to."""
    return None if ref_id is None else Ref(str(ref_id), str(name or ""))


def number(value: str | None, field: str) -> int | None:
    """Return the id in `value`. Raises InvalidInput when it is not one."""
    if value is None or value == "":
        return None
    if not value.isdecimal() or len(value) > 18:
        raise InvalidInput("This is not an id.", errors=[FieldError(field, "Not an id.")])
    return int(value)


def newest_first(rows: Sequence[Any], limit: int) -> tuple[Sequence[Any], str | None]:
    """Split one row more than asked into a page and the cursor of the next (its last id)."""
    page = rows[:limit]
    return page, str(_id(page[-1])) if len(rows) > limit else None


def newest_page(rows: Sequence[Any], limit: int, show: Callable[[Any], T]) -> PageOf[T]:
    """Return one row more than asked as a page whose `count` is that of the page."""
    page, following = newest_first(rows, limit)
    return PageOf([show(row) for row in page], following, len(page), following is None)


def _id(row: Any) -> int:
    """Return the id of a frozen struct or of a record."""
    found: int = row.id if hasattr(row, "id") else row["id"]
    return found


def given(**values: Any) -> dict[str, Any]:
    """Return the values that the request named; msgspec.UNSET marks the others."""
    return {name: value for name, value in values.items() if value is not msgspec.UNSET}



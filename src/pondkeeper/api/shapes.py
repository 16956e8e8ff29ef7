"""Shapes that many doors share: references, lists, pages."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

import msgspec

from pondkeeper.kit.errors import FieldError, InvalidInput

T = TypeVar("T")


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
    return page, str(page[-1]["id"]) if len(rows) > limit else None


def given(**values: Any) -> dict[str, Any]:
    """Return the values that the request named; msgspec.UNSET marks the others."""
    return {name: value for name, value in values.items() if value is not msgspec.UNSET}



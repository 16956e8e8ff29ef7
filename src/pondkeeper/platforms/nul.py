"""The one character that JSON can carry and Postgres cannot keep."""

from dataclasses import fields, is_dataclass, replace
from typing import Any

ESCAPED = b"u0000"
"""Stands in every text of JSON that holds one, also where JSON lies within a text of JSON."""


def without(value: Any) -> Any:
    """Return `value` (texts, numbers, collections and facts) without any NUL."""
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, dict):
        return {without(key): without(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(without(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{one.name: without(getattr(value, one.name)) for one in fields(value)}
        )
    return value

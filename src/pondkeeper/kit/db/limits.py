"""Limits are constraints: what the database refused, told so that a door can say it in words."""

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from sqlalchemy.exc import DBAPIError

Broken: TypeAlias = Literal["reference", "taken", "range", "text"]
SQLSTATES: Final[Mapping[str, Broken]] = {
    "23503": "reference",  # foreign_key_violation: names what is not here, or still in use
    "23505": "taken",  # unique_violation
    "22003": "range",  # numeric_value_out_of_range
    "22000": "range",  # the driver's own word for a number that fits no bigint
    "22021": "text",  # character_not_in_repertoire: a NUL, which JSON and addresses can hold
    "22P05": "text",  # untranslatable_character: the same within jsonb
}


def broken_limit(error: BaseException) -> Broken | None:
    """Return which kind of limit a statement broke, or None when it is something else."""
    told = error.orig if isinstance(error, DBAPIError) else error
    return SQLSTATES.get(str(getattr(told, "sqlstate", "")))

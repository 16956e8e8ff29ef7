"""What a comparison of models and database looks at: our tables, not partitions or PgQueuer's."""

from typing import Any

from pondkeeper.domain.tables import METADATA


def ours(_thing: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:  # noqa: FBT001 - Alembic calls it so
    """Return whether Alembic should compare this object."""
    return kind != "table" or name in METADATA.tables

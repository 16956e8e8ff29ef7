"""The two kinds of table: one brand's own (`Mine`) and the few that are shared (`Shared`)."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, ForeignKeyConstraint, Identity, MetaData, Text
from sqlalchemy.dialects.postgresql import BYTEA, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "pk": "%(table_name)s_pkey",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ck": "%(table_name)s_%(constraint_name)s_check",
}


class Base(DeclarativeBase):
    """Common types and constraint names of every table."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads this attribute as it is
        int: BigInteger,
        str: Text,
        bytes: BYTEA,
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
    }


class Mine:
    """A table of one workspace: the workspace first in the key, row-level security on it."""

    workspace_id: Mapped[int] = mapped_column(primary_key=True, sort_order=-2)
    id: Mapped[int] = mapped_column(Identity(), primary_key=True, sort_order=-1)


class MineLink:
    """A link table of one workspace: its key is what it links; each class adds the rest."""

    workspace_id: Mapped[int] = mapped_column(primary_key=True, sort_order=-2)


class Shared:
    """A table without a workspace; listed with its reason in `shared_tables.py`."""

    id: Mapped[int] = mapped_column(Identity(), primary_key=True, sort_order=-1)


def refers_to(table: str, column: str, *, ondelete: str | None = None) -> ForeignKeyConstraint:
    """Return a foreign key that cannot point into another workspace unseen."""
    return ForeignKeyConstraint(
        ["workspace_id", column], [f"{table}.workspace_id", f"{table}.id"], ondelete=ondelete
    )

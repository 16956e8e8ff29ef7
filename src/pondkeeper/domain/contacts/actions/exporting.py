"""Everything that is kept about one person, as one JSON document they can take with them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from pondkeeper.domain.contacts.models import Identity
from pondkeeper.domain.contacts.person_rows import Person, rows_of, tables_of_a_person
from pondkeeper.domain.contacts.phones import open_phone
from pondkeeper.domain.contacts.scope import members
from pondkeeper.kit.db import Tx

OURS = frozenset({"workspace_id", "tail"})


async def export(tx: Tx, contact_id: int) -> dict[str, Any]:
    """Return table -> rows of everything listed about a person, over all merged contacts.

    Phone numbers are readable in it: the caller checks the right and writes the audit row.
    Raises NotFound when the person is not ours to see.
    """
    contact_ids = await members(tx, contact_id)
    found = await tx.execute(
        select(Identity.id).where(
            Identity.workspace_id == tx.workspace_id, Identity.contact_id.in_(contact_ids)
        )
    )
    person = Person(contact_ids, list(found.scalars()))
    document: dict[str, Any] = {"exported_at": tx.clock.now().isoformat()}
    for name, table in tables_of_a_person():
        rows = await tx.execute(select(table).where(rows_of(tx, name, person)))
        document[name] = [_row(tx, name, dict(row)) for row in rows.mappings()]
    return {name: rows for name, rows in document.items() if rows}


def _row(tx: Tx, table: str, row: dict[str, Any]) -> dict[str, Any]:
    if table == "identity" and row["sealed"] is not None:
        row["key"] = open_phone(tx, row["sealed"])
    return {
        column: _value(value)
        for column, value in row.items()
        if column not in OURS and not isinstance(value, bytes)
    }


def _value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value

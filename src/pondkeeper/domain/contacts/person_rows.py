"""Where a person's rows are, table by table, over all rooms: the map that erasure and export walk.

Tables of higher rooms are found by name in the metadata, so nothing is imported upward; a table
that is listed in `kit/privacy` and not loaded is an error, never a gap.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Table, and_, cast, or_, select

from pondkeeper.kit.db import Base, Tx
from pondkeeper.kit.privacy import TABLES


@dataclass(frozen=True, slots=True)
class Person:
    """All contacts and faces that are one person."""

    contact_ids: list[int]
    identity_ids: list[int]


def tables_of_a_person() -> Iterator[tuple[str, Table]]:
    """Return the tables that have rows of a person which a condition can find."""
    for name, listed in TABLES.items():
        if listed.found_by in CONDITIONS:
            yield name, table_named(name)


def rows_of(tx: Tx, name: str, person: Person) -> ColumnElement[bool]:
    """Return the condition that names a person's rows in a table."""
    table = table_named(name)
    condition = CONDITIONS[TABLES[name].found_by](tx, table, person)
    return and_(table.c.workspace_id == tx.workspace_id, condition)


def table_named(name: str) -> Table:
    """Return a table by name. Raises KeyError when its room is not loaded."""
    return Base.metadata.tables[name]


def _by_contact(_: Tx, table: Table, person: Person) -> ColumnElement[bool]:
    return table.c.contact_id.in_(person.contact_ids)


def _by_happening(_: Tx, table: Table, person: Person) -> ColumnElement[bool]:
    """Also what they did as a visitor, before anything named them."""
    unnamed = and_(table.c.contact_id.is_(None), table.c.identity_id.in_(person.identity_ids))
    return or_(table.c.contact_id.in_(person.contact_ids), unnamed)


def _by_id(_: Tx, table: Table, person: Person) -> ColumnElement[bool]:
    return table.c.id.in_(person.contact_ids)


def _by_merge(_: Tx, table: Table, person: Person) -> ColumnElement[bool]:
    return or_(table.c.into_id.in_(person.contact_ids), table.c.from_id.in_(person.contact_ids))


def _by_identity(_: Tx, table: Table, person: Person) -> ColumnElement[bool]:
    return table.c.identity_id.in_(person.identity_ids)


def _by_identities(_: Tx, table: Table, person: Person) -> ColumnElement[bool]:
    mine = cast(person.identity_ids, ARRAY(BigInteger))
    return table.c.identity_ids.bool_op("&&")(mine)


def _by_order(tx: Tx, table: Table, person: Person) -> ColumnElement[bool]:
    order = table_named("order")
    mine = select(order.c.id).where(
        order.c.workspace_id == tx.workspace_id, order.c.contact_id.in_(person.contact_ids)
    )
    return table.c.order_id.in_(mine)


def _by_touch(tx: Tx, table: Table, person: Person) -> ColumnElement[bool]:
    touch = table_named("touch")
    mine = select(touch.c.delivery_id).where(
        touch.c.workspace_id == tx.workspace_id, touch.c.contact_id.in_(person.contact_ids)
    )
    return table.c.id.in_(mine)


def _by_audit(_: Tx, table: Table, person: Person) -> ColumnElement[bool]:
    ids: Sequence[str] = [str(contact_id) for contact_id in person.contact_ids]
    return and_(table.c.noun == "contact", table.c.noun_id.in_(ids))


CONDITIONS: dict[str, Callable[[Tx, Table, Person], ColumnElement[bool]]] = {
    "contact_id": _by_contact,
    "happening": _by_happening,
    "id": _by_id,
    "merge": _by_merge,
    "identity": _by_identity,
    "identities": _by_identities,
    "order": _by_order,
    "touch": _by_touch,
    "audit": _by_audit,
}

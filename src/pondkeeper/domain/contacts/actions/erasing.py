"""A person asks to be forgotten: what `kit/privacy` lists goes; money stays, about nobody."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, insert, null, select, update

from pondkeeper.domain import timeline
from pondkeeper.domain.contacts.actions.naming import rename
from pondkeeper.domain.contacts.models import Contact, Erasure, Identity
from pondkeeper.domain.contacts.person_rows import Person, rows_of, tables_of_a_person
from pondkeeper.domain.contacts.scope import by_actor, members
from pondkeeper.domain.contacts.statements import SQL
from pondkeeper.kit.db import Tx
from pondkeeper.kit.errors import Conflict
from pondkeeper.kit.privacy import EVENT_PROPS_KEPT, TABLES, Rule

VALUES: dict[Rule, Any] = {
    Rule.BLANK: "",
    Rule.NULL: null(),
    Rule.ZERO: 0,
    Rule.EMPTY: {},
    Rule.NO_BYTES: b"",
    Rule.RANDOM: func.concat("erased:", func.gen_random_uuid()),
}


async def erase(tx: Tx, contact_id: int, *, reason: str = "") -> int:
    """Erase a person over all merged contacts and all rooms; returns the id in the journal.

    Names, numbers, messages, files and notes go; orders, payments and counts stay, about nobody.
    Records `contact.erased`. Raises NotFound, and Conflict when the person was erased before or
    while a list is being imported or exported, which could bring them back.
    """
    contact_ids = await members(tx, contact_id)
    await _still_there(tx, contact_ids[0])
    if await tx.value(SQL.lists_on_the_move, workspace_id=tx.workspace_id):
        raise Conflict(
            "A list is being imported or exported.", hint="Erase when that run has ended."
        )
    reached = await wipe(tx, contact_ids)
    await timeline.record(tx, "contact.erased", contact_ids[0], by_actor=by_actor(tx))
    now = tx.clock.now()
    made = await tx.execute(
        insert(Erasure)
        .values(
            workspace_id=tx.workspace_id, contact_id=contact_ids[0], requested_at=now,
            requested_by=by_actor(tx), reason=reason, finished_at=now, reached=reached,
        )
        .returning(Erasure.id)
    )
    return int(made.scalar_one())


async def wipe(tx: Tx, contact_ids: Sequence[int]) -> dict[str, int]:
    """Do what erasing does to the rows of these contacts; returns table -> rows reached.

    Harmless when repeated: a restore replays the journal with it.
    """
    person = await _person(tx, contact_ids)
    reached = await _drop_name_pieces(tx, person)
    who = {"workspace_id": tx.workspace_id, "contact_ids": person.contact_ids}
    now = tx.clock.now()
    await tx.run(SQL.end_all_follows, now=now, **who)
    await tx.run(SQL.hold_back, now=now, **who)
    reached["event"] = await tx.run(
        SQL.cut_events, kept=list(EVENT_PROPS_KEPT), identity_ids=person.identity_ids, **who
    )
    for name, _ in tables_of_a_person():
        if name != "event" and TABLES[name].erased:
            reached[name] = await _wipe_table(tx, name, person)
    reached |= await _drop_files(tx)
    await tx.execute(
        update(Contact)
        .where(Contact.workspace_id == tx.workspace_id, Contact.id.in_(person.contact_ids))
        .values(erased_at=func.coalesce(Contact.erased_at, now))
    )
    return {name: rows for name, rows in reached.items() if rows}


async def _still_there(tx: Tx, contact_id: int) -> None:
    found = await tx.execute(
        select(Contact.erased_at)
        .where(Contact.workspace_id == tx.workspace_id, Contact.id == contact_id)
        .with_for_update(key_share=True)
    )
    if found.scalar_one() is not None:
        raise Conflict("This customer was erased before.")


async def _person(tx: Tx, contact_ids: Sequence[int]) -> Person:
    found = await tx.execute(
        select(Identity.id).where(
            Identity.workspace_id == tx.workspace_id, Identity.contact_id.in_(contact_ids)
        )
    )
    return Person(list(contact_ids), list(found.scalars()))


async def _drop_name_pieces(tx: Tx, person: Person) -> dict[str, int]:
    found = await tx.execute(
        select(Contact.id, Contact.name).where(
            Contact.workspace_id == tx.workspace_id, Contact.id.in_(person.contact_ids)
        )
    )
    return {"contact_gram": await rename(tx, {row.id: (row.name, "") for row in found})}


async def _wipe_table(tx: Tx, name: str, person: Person) -> int:
    table = next(table for known, table in tables_of_a_person() if known == name)
    rules = TABLES[name].erased
    mine = rows_of(tx, name, person)
    if Rule.DROP in rules.values():
        done = await tx.execute(delete(table).where(mine))
    else:
        values = {column: VALUES[rule] for column, rule in rules.items()}
        done = await tx.execute(update(table).where(mine).values(values))
    return int(done.rowcount)


async def _drop_files(tx: Tx) -> dict[str, int]:
    here = {"workspace_id": tx.workspace_id}
    return {
        "blob_chunk": await tx.run(SQL.drop_files, **here),
        "blob": await tx.run(SQL.blank_files, **here),
        "upload": await tx.run(SQL.blank_uploads, **here),
        "run": await tx.run(SQL.drop_filters, **here),
    }

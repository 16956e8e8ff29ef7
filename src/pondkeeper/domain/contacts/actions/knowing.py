"""What a platform or a member of staff says about a person: name, picture, faces, remark, owner."""

from collections.abc import Awaitable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select, update

from pondkeeper.domain import timeline
from pondkeeper.domain.contacts.actions.adding import faces
from pondkeeper.domain.contacts.actions.linking import link, link_email, link_phone
from pondkeeper.domain.contacts.actions.naming import rename
from pondkeeper.domain.contacts.given import Details, Face
from pondkeeper.domain.contacts.models import Contact
from pondkeeper.domain.contacts.scope import by_actor, canonical
from pondkeeper.domain.contacts.statements import SQL
from pondkeeper.kit.db import Tx
from pondkeeper.kit.errors import FieldError, InvalidInput, NotFound

EDITABLE = frozenset({"name", "remark", "birthday", "city", "gender", "owner_id", "store_id"})


async def detail(tx: Tx, face: Face, details: Details) -> int:
    """Keep what a platform told of one known face; returns who speaks for the person now.

    Raises NotFound when the face is nobody's. See `detail_many`.
    """
    speakers = await detail_many(tx, {face: details})
    if face not in speakers:
        raise NotFound("Nobody here has this identity.")
    return speakers[face]


async def detail_many(tx: Tx, told: Mapping[Face, Details]) -> dict[Face, int]:
    """Keep what a platform told of known faces; returns who speaks for each person now.

    The unionid and verified phones may merge a person with another. Records `contact.detailed`
    where something changed. A face that is nobody's is left out.
    """
    known = await faces(tx, told)
    people = {face: known[face]["contact_id"] for face in sorted(known)}
    moved = await _link_all(tx, [(people[face], told[face]) for face in people])
    changed = await _describe(tx, {people[face]: told[face] for face in people})
    await timeline.record_many(
        tx,
        [
            timeline.NewEvent(
                "contact.detailed",
                people[face],
                known[face]["identity_id"],
                {"fields": changed[people[face]]},
            )
            for face in people
            if people[face] in changed
        ],
    )
    speakers = await faces(tx, told) if moved else known
    return {face: row["canonical_id"] for face, row in speakers.items()}


async def edit(tx: Tx, contact_id: int, values: Mapping[str, str | int | date | None]) -> list[str]:
    """Change fields of a customer by hand; returns those that changed.

    Fields: name, remark, birthday, city, gender, owner_id, store_id. Written to the contact that
    speaks for the person. Records `contact.edited`. Raises NotFound and InvalidInput.
    """
    unknown = sorted(set(values) - EDITABLE)
    if unknown:
        errors = [FieldError(name, "This can not be edited here.") for name in unknown]
        raise InvalidInput("Some fields can not be edited.", errors=errors)
    speaker = await canonical(tx, contact_id)
    changed = await _write(tx, speaker, values)
    if changed:
        await timeline.record(
            tx, "contact.edited", speaker, fields=changed, by_actor=by_actor(tx)
        )
    return changed


async def _link_all(tx: Tx, told: Sequence[tuple[int, Details]]) -> bool:
    """Give the contacts their further faces; whether one of them may speak for another now."""
    taken = await _unite(tx, [(contact_id, said) for contact_id, said in told if said.unionid])
    proven = False
    for contact_id, said in told:
        for phone in said.verified_phones:
            await link_phone(tx, contact_id, phone, verified=True)
            proven = True
        for phone in said.phones:
            await _note(link_phone(tx, contact_id, phone, verified=False))
        for email in said.emails:
            await _note(link_email(tx, contact_id, email))
    return taken or proven


async def _unite(tx: Tx, told: Sequence[tuple[int, Details]]) -> bool:
    """Give the contacts their unionids; whether one of those was somebody's already."""
    if not told:
        return False
    taken = await tx.rows(
        SQL.keep_unionids,
        workspace_id=tx.workspace_id,
        contact_ids=[contact_id for contact_id, _ in told],
        realms=[said.unionid_realm for _, said in told],
        keys=[said.unionid for _, said in told],
        now=tx.clock.now(),
    )
    theirs = {row["contact_id"] for row in taken}
    for contact_id, said in told:
        if contact_id in theirs:
            await link(tx, contact_id, Face("unionid", said.unionid_realm, said.unionid))
    return bool(theirs)


async def _note(linked: Awaitable[int | None]) -> None:
    try:
        await linked
    except InvalidInput:
        return  # staff note anything in the platform's phone field; what is no number is left there


async def _describe(tx: Tx, told: Mapping[int, Details]) -> dict[int, list[str]]:
    """Write what is new of each contact; returns the fields that changed, by contact."""
    said = list(told.values())
    rows = await tx.rows(
        SQL.describe,
        workspace_id=tx.workspace_id,
        contact_ids=list(told),
        names=[one.name for one in said],
        avatar_urls=[one.avatar_url for one in said],
        remarks=[one.remark for one in said],
        genders=[one.gender or 0 for one in said],
    )
    await rename(
        tx,
        {
            row["contact_id"]: (row["old_name"], told[row["contact_id"]].name)
            for row in rows
            if "name" in row["fields"]
        },
    )
    return {row["contact_id"]: row["fields"] for row in rows}


async def _write(tx: Tx, contact_id: int, values: Mapping[str, Any]) -> list[str]:
    """Write what differs, and cut a new name into pieces; returns the fields that changed."""
    found = await tx.execute(
        select(Contact.__table__)
        .where(Contact.workspace_id == tx.workspace_id, Contact.id == contact_id)
        .with_for_update(key_share=True)
    )
    row = found.mappings().one()
    if row["erased_at"] is not None:
        return []
    new = {field: value for field, value in values.items() if row[field] != value}
    if not new:
        return []
    await tx.execute(
        update(Contact)
        .where(Contact.workspace_id == tx.workspace_id, Contact.id == contact_id)
        .values(new)
    )
    if "name" in new:
        await rename(tx, {contact_id: (row["name"], str(new["name"]))})
    return sorted(new)

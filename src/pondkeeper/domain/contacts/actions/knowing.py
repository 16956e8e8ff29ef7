"""What a platform or a member of staff says about a person: name, picture, faces, remark, owner."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select, update

from pondkeeper.domain import timeline
from pondkeeper.domain.contacts.actions.adding import faces
from pondkeeper.domain.contacts.actions.linking import link, link_phone
from pondkeeper.domain.contacts.given import Details, Face
from pondkeeper.domain.contacts.models import Contact
from pondkeeper.domain.contacts.names import grams
from pondkeeper.domain.contacts.scope import canonical
from pondkeeper.domain.contacts.statements import SQL
from pondkeeper.kit.db import Tx
from pondkeeper.kit.errors import FieldError, InvalidInput, NotFound

EDITABLE = frozenset({"name", "remark", "birthday", "city", "gender", "owner_id", "store_id"})


async def detail(tx: Tx, face: Face, details: Details) -> int:
    """Keep what a platform told of a known face; returns who speaks for the person now.

    The unionid and verified phones may merge it with another contact. Records `contact.detailed`
    when something changed. Raises NotFound when the face is nobody's.
    """
    person = (await faces(tx, [face])).get(face)
    if person is None:
        raise NotFound("Nobody here has this identity.")
    contact_id = person["contact_id"]
    await _link_all(tx, contact_id, details)
    changed = await _write(tx, contact_id, _said(details))
    if changed:
        await timeline.record(
            tx, "contact.detailed", contact_id, identity_id=person["identity_id"], fields=changed
        )
    speaker: int = (await faces(tx, [face]))[face]["canonical_id"]
    return speaker


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
        await timeline.record(tx, "contact.edited", speaker, fields=changed)
    return changed


async def _link_all(tx: Tx, contact_id: int, details: Details) -> None:
    if details.unionid:
        await link(tx, contact_id, Face("unionid", details.unionid_realm, details.unionid))
    for phone in details.verified_phones:
        await link_phone(tx, contact_id, phone, verified=True)
    for phone in details.phones:
        await _note_phone(tx, contact_id, phone)


async def _note_phone(tx: Tx, contact_id: int, phone: str) -> None:
    try:
        await link_phone(tx, contact_id, phone, verified=False)
    except InvalidInput:
        return  # staff note anything in the platform's phone field; what is no number is left there


def _said(details: Details) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": details.name, "avatar_url": details.avatar_url, "remark": details.remark
    }
    if details.gender:
        said["gender"] = details.gender
    return {field: value for field, value in said.items() if value}


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
        await tx.run(
            SQL.rename,
            workspace_id=tx.workspace_id,
            contact_id=contact_id,
            old_grams=sorted(grams(row["name"]) - grams(str(new["name"]))),
            new_grams=sorted(grams(str(new["name"]))),
        )
    return sorted(new)

"""A list from elsewhere becomes people, by the ten thousand, once however often it is read."""

from collections.abc import Sequence
from typing import Any

from pondkeeper.domain.contacts.given import ImportedContact, ImportResult
from pondkeeper.domain.contacts.phones import PhoneSealer, one_spelling, phone_keys
from pondkeeper.domain.contacts.scope import by_actor
from pondkeeper.domain.contacts.statements import SQL
from pondkeeper.kit.db import Tx
from pondkeeper.kit.db.stage import stage

FaceKey = tuple[str, str, str]
LOOKED_UP = ("kind text", "realm text", "key text")
KEPT = (
    "contact_id bigint", "kind text", "realm text", "key text", "sealed bytea", "tail text",
    "seen_at timestamptz",
)
PERSON = (
    "contact_id bigint", "name text", "remark text", "gender smallint", "source_id bigint",
    "owner_id bigint", "store_id bigint", "added_at timestamptz",
)


async def import_many(tx: Tx, given: Sequence[ImportedContact]) -> ImportResult:
    """Take in rows of an old list, best 10,000 to 50,000 at a time.

    A row is a known person when one of its faces or its phone is known, or stands on an earlier
    row; then only new faces and tags are added. Names, remarks and owners that are here already
    are not overwritten. A row whose faces belong to different people goes to the older one and is
    listed in `conflicts`. Records no events: the contact itself says when and from where it came,
    and nothing follows an imported history. The caller marks the returned ids for the profiles.
    """
    faces = [_faces(tx, row) for row in given]
    heads = _heads(faces)
    known, known_faces, conflicts = await _match(tx, faces)
    contact_ids, new = await _assign(tx, heads, known)
    await _keep_people(tx, given, contact_ids, new)
    await _keep_faces(tx, given, faces, contact_ids, known_faces)
    await _keep_tags(tx, given, contact_ids)
    created = {contact_ids[place] for place in new}
    return ImportResult(contact_ids, created, conflicts)


def _faces(tx: Tx, row: ImportedContact) -> dict[FaceKey, list[str]]:
    """Return the row's faces by how they are kept; a phone may be kept under older keys too."""
    found: dict[FaceKey, list[str]] = {
        (face.kind, face.realm, face.key): [face.key] for face in row.faces
    }
    if row.phone:
        keys = phone_keys(tx, row.phone)
        found[("phone", "", keys[0])] = keys
    return found


def _heads(faces: Sequence[dict[FaceKey, list[str]]]) -> list[int]:
    """Return for each row the first row that is the same person, by a face they share."""
    first: dict[FaceKey, int] = {}
    heads: list[int] = []
    for place, of_row in enumerate(faces):
        head = min((first[face] for face in of_row if face in first), default=place)
        for face in of_row:
            first.setdefault(face, head)
        heads.append(head)
    return heads


async def _match(
    tx: Tx, faces: Sequence[dict[FaceKey, list[str]]]
) -> tuple[dict[int, int], set[FaceKey], list[int]]:
    """Return the contact of each known row, the faces that are kept already, the conflicts."""
    kept_as = {
        (kind, realm, key): face
        for of_row in faces
        for face, keys in of_row.items()
        for kind, realm, key in [(face[0], face[1], one) for one in keys]
    }
    await stage(tx, "looked_up", LOOKED_UP, list(kept_as))
    found = await tx.rows(SQL.import_match, workspace_id=tx.workspace_id)
    holders = {kept_as[row["kind"], row["realm"], row["key"]]: row for row in found}
    known: dict[int, int] = {}
    conflicts = []
    for place, of_row in enumerate(faces):
        mine = [holders[face] for face in of_row if face in holders]
        if mine:
            known[place] = min(row["contact_id"] for row in mine)
        if len({row["canonical_id"] for row in mine}) > 1:
            conflicts.append(place)
    return known, set(holders), conflicts


async def _assign(
    tx: Tx, heads: Sequence[int], known: dict[int, int]
) -> tuple[list[int], list[int]]:
    """Return each row's contact id, and the places of rows that make a new contact."""
    by_head: dict[int, int] = {}
    for place, head in enumerate(heads):
        if place in known:
            by_head.setdefault(head, known[place])
    new = [place for place, head in enumerate(heads) if place == head and head not in by_head]
    reserved = await tx.rows(SQL.import_reserve, how_many=len(new))
    by_head.update((place, row["id"]) for place, row in zip(new, reserved, strict=True))
    return [known.get(place, by_head[head]) for place, head in enumerate(heads)], new


async def _keep_people(
    tx: Tx,
    given: Sequence[ImportedContact],
    contact_ids: Sequence[int],
    new: Sequence[int],
) -> None:
    rows = [_person(given[place], contact_ids[place]) for place in new]
    await stage(tx, "incoming", PERSON, rows)
    await tx.run(SQL.import_contacts, workspace_id=tx.workspace_id)
    await tx.run(SQL.import_grams, workspace_id=tx.workspace_id)


def _person(row: ImportedContact, contact_id: int) -> tuple[Any, ...]:
    return (
        contact_id, row.name, row.remark, row.gender, row.source_id, row.owner_id, row.store_id,
        row.added_at,
    )


async def _keep_faces(
    tx: Tx,
    given: Sequence[ImportedContact],
    faces: Sequence[dict[FaceKey, list[str]]],
    contact_ids: Sequence[int],
    known_faces: set[FaceKey],
) -> None:
    rows: dict[FaceKey, tuple[Any, ...]] = {}
    sealer = PhoneSealer(tx)
    for place, of_row in enumerate(faces):
        for face in of_row:
            if face not in known_faces and face not in rows:
                rows[face] = _face(sealer, given[place], face, contact_ids[place])
    await stage(tx, "incoming_face", KEPT, list(rows.values()))
    await tx.run(SQL.import_faces, workspace_id=tx.workspace_id)


def _face(
    sealer: PhoneSealer, row: ImportedContact, face: FaceKey, contact_id: int
) -> tuple[Any, ...]:
    kind, realm, key = face
    box = sealer.seal(one_spelling(row.phone), key) if kind == "phone" else None
    return (
        contact_id, kind, realm, key, box.sealed if box else None, box.tail if box else None,
        row.added_at,
    )


async def _keep_tags(
    tx: Tx, given: Sequence[ImportedContact], contact_ids: Sequence[int]
) -> None:
    rows = {
        (tag_id, contact_ids[place])
        for place, row in enumerate(given)
        for tag_id in row.tag_ids
    }
    if not rows:
        return
    await stage(tx, "incoming_tag", ("tag_id bigint", "contact_id bigint"), list(rows))
    await tx.run(
        SQL.import_tags,
        workspace_id=tx.workspace_id,
        by_actor=by_actor(tx),
        at=tx.clock.now(),
    )


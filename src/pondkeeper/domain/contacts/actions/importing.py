"""A list from elsewhere becomes people, by the ten thousand, once however often it is read."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from pondkeeper.domain.contacts.given import Face, ImportedContact, ImportResult
from pondkeeper.domain.contacts.names import grams
from pondkeeper.domain.contacts.scope import by_actor
from pondkeeper.domain.contacts.statements import SQL
from pondkeeper.kit.db import Tx
from pondkeeper.kit.db.stage import stage

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
    faces = [_faces(row) for row in given]
    heads = _heads(faces)
    known, known_faces, conflicts = await _match(tx, given, faces)
    contact_ids, new = await _assign(tx, heads, known)
    await _keep_people(tx, given, contact_ids, new)
    await _keep_faces(tx, given, faces, contact_ids, known_faces)
    await _keep_tags(tx, given, contact_ids)
    created = {contact_ids[place] for place in new}
    return ImportResult(contact_ids, created, conflicts)


def _faces(row: ImportedContact) -> tuple[Face, ...]:
    """Return the row's faces as they are kept, the phone's last."""
    return (*row.faces, Face("phone", "", row.phone.keys[0])) if row.phone else row.faces


def _heads(faces: Sequence[tuple[Face, ...]]) -> list[int]:
    """Return for each row the first row that is the same person, by a face they share."""
    first: dict[Face, int] = {}
    heads: list[int] = []
    for place, of_row in enumerate(faces):
        head = place
        for face in of_row:
            head = min(head, first.get(face, place))
        for face in of_row:
            first.setdefault(face, head)
        heads.append(head)
    return heads


async def _match(
    tx: Tx, given: Sequence[ImportedContact], faces: Sequence[tuple[Face, ...]]
) -> tuple[dict[int, int], set[Face], list[int]]:
    """Return the contact of each known row, the faces that are kept already, the conflicts.

    A phone may be kept under the key of an older keyring.
    """
    kept_as = {face: face for of_row in faces for face in of_row}
    for row, of_row in zip(given, faces, strict=True):
        if row.phone:
            kept_as.update((Face("phone", "", key), of_row[-1]) for key in row.phone.keys[1:])
    await stage(tx, "looked_up", LOOKED_UP, list(kept_as))
    found = await tx.rows(SQL.import_match, workspace_id=tx.workspace_id)
    if not found:
        return {}, set(), []
    holders = {kept_as[Face(row["kind"], row["realm"], row["key"])]: row for row in found}
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
    reserved = await tx.value(SQL.import_reserve, how_many=len(new))
    by_head.update(zip(new, reserved or (), strict=True))
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
    await _keep_grams(tx, rows)


async def _keep_grams(tx: Tx, people: Sequence[tuple[Any, ...]]) -> None:
    """Keep the pieces of the names, cut here: in SQL it takes three times as long."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for contact_id, name, *_ in people:
        for gram in grams(name):
            found[gram].append(contact_id)
    await tx.run(
        SQL.import_grams, workspace_id=tx.workspace_id,
        grams=[gram for gram in sorted(found) for _ in found[gram]],
        contact_ids=[contact_id for gram in sorted(found) for contact_id in found[gram]],
    )


def _person(row: ImportedContact, contact_id: int) -> tuple[Any, ...]:
    return (
        contact_id, row.name, row.remark, row.gender, row.source_id, row.owner_id, row.store_id,
        row.added_at,
    )


async def _keep_faces(
    tx: Tx,
    given: Sequence[ImportedContact],
    faces: Sequence[tuple[Face, ...]],
    contact_ids: Sequence[int],
    known_faces: set[Face],
) -> None:
    rows: dict[Face, tuple[Any, ...]] = {}
    for place, of_row in enumerate(faces):
        for face in of_row:
            if face not in known_faces and face not in rows:
                rows[face] = _face(given[place], face, contact_ids[place])
    await stage(tx, "incoming_face", KEPT, list(rows.values()))
    await tx.run(SQL.import_faces, workspace_id=tx.workspace_id)


def _face(row: ImportedContact, face: Face, contact_id: int) -> tuple[Any, ...]:
    sealed, tail = row.phone[1:] if row.phone and face.kind == "phone" else (None, None)
    return (contact_id, *face, sealed, tail, row.added_at)


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


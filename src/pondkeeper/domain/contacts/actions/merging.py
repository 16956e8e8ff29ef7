"""Two contacts found to be one person, and the way back. Facts never move; only who speaks does.

`contact_merge` keeps what was joined, as a forest: each standing row hangs one person, with all
that hangs under it, below another. `contact.merged_into` is the flat shadow of that forest.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select, update

from pondkeeper.domain import timeline
from pondkeeper.domain.contacts.given import Evidence
from pondkeeper.domain.contacts.models import ContactMerge
from pondkeeper.domain.contacts.names import grams
from pondkeeper.domain.contacts.scope import by_actor, canonicals
from pondkeeper.domain.contacts.statements import SQL
from pondkeeper.kit.db import Tx
from pondkeeper.kit.errors import Conflict, NotFound


async def merge(tx: Tx, into_id: int, from_id: int, evidence: Evidence) -> int:
    """Let `into_id` speak for `from_id` and all its own; returns the id of the merge.

    Nothing is deleted or rewritten; what one person should have once and these two have twice is
    recorded with the evidence. Raises Conflict when they are one already or one was erased, and
    NotFound when one is not ours to see.
    """
    await canonicals(tx, [into_id, from_id])
    people = await _lock(tx, into_id, from_id)
    speakers = {row["id"]: row["canonical_id"] for row in people}
    into, gone = speakers[into_id], speakers[from_id]
    if into == gone:
        raise Conflict("These two are one customer already.")
    if any(row["erased_at"] for row in people):
        raise Conflict("One of the two was erased and can not be merged.")
    moving = [row for row in people if row["canonical_id"] == gone]
    conflicts = await _conflicts(tx, {row["id"]: row for row in people}, into, gone)
    merge_id = await _note(tx, into, gone, evidence, conflicts)
    await _speak(tx, into, moving)
    await _tell(tx, "contact.merged", merge_id, into, gone, {"evidence": evidence.kind})
    return merge_id


async def unmerge(tx: Tx, merge_id: int) -> tuple[int, int]:
    """Take a merge back; returns (the contact that spoke, the contact that speaks for itself).

    What was merged below the one that leaves, before or after, goes with it. Raises NotFound when
    there is no such merge, Conflict when it was undone before.
    """
    await tx.value(SQL.one_merge_at_a_time, workspace_id=tx.workspace_id)
    found = await tx.execute(
        select(ContactMerge.into_id, ContactMerge.from_id, ContactMerge.undone_at)
        .where(ContactMerge.workspace_id == tx.workspace_id, ContactMerge.id == merge_id)
        .with_for_update()
    )
    row = found.one_or_none()
    if row is None:
        raise NotFound("There is no such merge.")
    if row.undone_at is not None:
        raise Conflict("This merge was undone before.")
    await canonicals(tx, [row.into_id, row.from_id])
    people = await _lock(tx, row.into_id, row.from_id)
    await tx.execute(
        update(ContactMerge)
        .where(ContactMerge.workspace_id == tx.workspace_id, ContactMerge.id == merge_id)
        .values(undone_at=tx.clock.now(), undone_by=by_actor(tx))
    )
    under = await tx.rows(SQL.merged_under, workspace_id=tx.workspace_id, contact_id=row.from_id)
    leaving = {one["id"] for one in under}
    await _speak(tx, row.from_id, [one for one in people if one["id"] in leaving])
    await _tell(tx, "contact.unmerged", merge_id, row.into_id, row.from_id, {})
    return row.into_id, row.from_id


async def join_if_new(tx: Tx, one_id: int, other_id: int, evidence: Evidence) -> int | None:
    """Merge by evidence found automatically, the older contact speaking; None when it may not.

    A pair that somebody split by hand stays split.
    """
    people = await _lock(tx, one_id, other_id)
    speakers = {row["id"]: row["canonical_id"] for row in people}
    one, other = speakers[one_id], speakers[other_id]
    if one == other or any(row["erased_at"] for row in people):
        return None
    if await _split_before(tx, sorted(speakers)):
        return None
    added = {row["id"]: row["added_at"] for row in people}
    into, gone = sorted((one, other), key=lambda contact_id: (added[contact_id], contact_id))
    return await merge(tx, into, gone, evidence)


async def _lock(tx: Tx, *contact_ids: int) -> list[Any]:
    """Lock these contacts and everybody they speak for, against other merges too."""
    await tx.value(SQL.one_merge_at_a_time, workspace_id=tx.workspace_id)
    return await tx.rows(
        SQL.lock_people, workspace_id=tx.workspace_id, contact_ids=list(contact_ids)
    )


async def _split_before(tx: Tx, people: Sequence[int]) -> bool:
    found = await tx.execute(
        select(ContactMerge.id)
        .where(
            ContactMerge.workspace_id == tx.workspace_id,
            ContactMerge.undone_at.is_not(None),
            ContactMerge.into_id.in_(people),
            ContactMerge.from_id.in_(people),
        )
        .limit(1)
    )
    return found.first() is not None


async def _conflicts(
    tx: Tx, people: dict[int, Any], into: int, gone: int
) -> list[dict[str, str]]:
    doubled = await tx.rows(
        SQL.merge_conflicts, workspace_id=tx.workspace_id, contact_ids=list(people)
    )
    found = [{"what": row["kind"], "realm": row["realm"]} for row in doubled]
    for what in ("owner_id", "store_id"):
        ours, theirs = people[into][what], people[gone][what]
        if ours is not None and theirs is not None and ours != theirs:
            found.append({"what": what, "into": str(ours), "from": str(theirs)})
    return found


async def _note(
    tx: Tx, into: int, gone: int, evidence: Evidence, conflicts: list[dict[str, str]]
) -> int:
    made = await tx.execute(
        insert(ContactMerge)
        .values(
            workspace_id=tx.workspace_id,
            into_id=into,
            from_id=gone,
            evidence=evidence.as_json() | {"conflicts": conflicts},
            merged_at=tx.clock.now(),
            merged_by=by_actor(tx),
        )
        .returning(ContactMerge.id)
    )
    return int(made.scalar_one())


async def _speak(tx: Tx, speaker_id: int, people: Sequence[Any]) -> None:
    """Let one contact speak for these; tags and pieces of names follow, for search."""
    await tx.run(
        SQL.speak_for,
        workspace_id=tx.workspace_id,
        speaker_id=speaker_id,
        contact_ids=[row["id"] for row in people],
    )
    pieces = [(gram, row) for row in people for gram in grams(row["name"])]
    await tx.run(
        SQL.regram,
        workspace_id=tx.workspace_id,
        speaker_id=speaker_id,
        grams=[gram for gram, _ in pieces],
        contact_ids=[row["id"] for _, row in pieces],
        before_ids=[row["canonical_id"] for _, row in pieces],
    )


async def _tell(
    tx: Tx, kind: str, merge_id: int, into: int, gone: int, more: dict[str, Any]
) -> None:
    """Record it with both, so that each has it in a timeline of its own after a split."""
    props = {
        "merge_id": str(merge_id), "into_id": str(into), "from_id": str(gone),
        "by_actor": by_actor(tx), **more,
    }
    await timeline.record_many(
        tx, [timeline.NewEvent(kind, contact_id, None, props) for contact_id in (into, gone)]
    )

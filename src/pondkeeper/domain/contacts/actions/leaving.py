"""Friendships end, or pass from one member of staff to another."""

from collections.abc import Sequence
from datetime import datetime

from pondkeeper.domain import timeline
from pondkeeper.domain.contacts.actions.adding import faces
from pondkeeper.domain.contacts.given import Face, Lost
from pondkeeper.domain.contacts.statements import SQL
from pondkeeper.kit.db import Tx


async def lose(tx: Tx, lost: Lost) -> bool:
    """End one friendship; see `lose_many`. False when it did not stand."""
    return bool(await lose_many(tx, [lost]))


async def lose_many(tx: Tx, lost: Sequence[Lost], *, origin: str = "live") -> list[int]:
    """End friendships that stood; returns the contacts, and records `contact.lost` for each.

    Told twice, or told of a time before the friendship began anew, it changes nothing.
    """
    ended = await tx.rows(
        SQL.end_follows,
        workspace_id=tx.workspace_id,
        kinds=[one.face.kind for one in lost],
        realms=[one.face.realm for one in lost],
        keys=[one.face.key for one in lost],
        member_ids=[one.member_id for one in lost],
        bys=[one.by for one in lost],
        times=[one.at for one in lost],
    )
    events = [
        timeline.NewEvent(
            "contact.lost",
            row["contact_id"],
            row["identity_id"],
            {"member_id": row["member_id"], "by": row["ended_by"]},
            row["ended_at"],
        )
        for row in ended
    ]
    await timeline.record_many(tx, events, origin=origin)
    return [row["contact_id"] for row in ended]


async def hand_over(
    tx: Tx, face: Face, *, from_member_id: str, to_member_id: str, at: datetime
) -> bool:
    """Pass a friendship on, with source and code; the owner changes when it was the giver.

    Records `contact.handed_over`. False when it was handed over before or never stood.
    """
    person = (await faces(tx, [face])).get(face)
    if person is None:
        return False
    members = {"from_member_id": from_member_id, "to_member_id": to_member_id}
    moved = await tx.row(
        SQL.hand_over,
        workspace_id=tx.workspace_id,
        identity_id=person["identity_id"],
        at=at,
        **members,
    )
    if moved is None:
        return False
    await tx.run(
        SQL.new_owner, workspace_id=tx.workspace_id, contact_id=person["contact_id"], **members
    )
    await timeline.record(
        tx,
        "contact.handed_over",
        person["contact_id"],
        identity_id=person["identity_id"],
        at=at,
        **members,
    )
    return True

"""What is done with groups: found, read, kept, ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pondkeeper.domain import timeline
from pondkeeper.domain.channels.faces import KIND, realm
from pondkeeper.domain.channels.facts.group import GroupMember, PlatformGroup
from pondkeeper.domain.channels.ports import ChannelAccess
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.wake import wake

SQL = SqlFolder(__package__)
TRIES = 5
PAUSE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Changes:
    """What reading a group changed: was it unknown, and how many came and left."""

    new: bool
    joined: int
    left: int


async def read_soon(tx: Tx, channel_id: int, chat_ids: Sequence[str]) -> None:
    """Have groups read at the platform as soon as the loop 'groups' comes to it."""
    await tx.run(
        SQL.read_soon,
        workspace_id=tx.workspace_id,
        channel_id=channel_id,
        chat_ids=sorted(set(chat_ids)),
        real=tx.clock.real(),
    )
    await wake(tx, "groups")


async def keep(
    tx: Tx, access: ChannelAccess, group: PlatformGroup, *, origin: str = "live"
) -> Changes:
    """Keep a group as the platform has it now; who came and who left is recorded.

    `group.joined` and `group.left` {channel_id, group_id, group, state} are recorded of those we
    know. Somebody who came back is somebody who came.
    """
    row = await tx.row(
        SQL.keep_group,
        workspace_id=tx.workspace_id,
        channel_id=access.channel_id,
        chat_id=group.group_id,
        name=group.name,
        owner=group.owner_id,
        notice=group.notice,
        made_at=group.at,
        real=tx.clock.real(),
    )
    if row is None:
        raise AssertionError("an upsert returns its row")
    came = await tx.rows(SQL.keep_people, group_id=row["id"], **_people(tx, access, group.members))
    gone = await tx.rows(
        SQL.people_gone,
        workspace_id=tx.workspace_id,
        group_id=row["id"],
        keys=[one.external_id or one.member_id for one in group.members],
        now=tx.clock.now(),
    )
    await _tell(tx, access, row["id"], group, came, gone, origin)
    return Changes(row["added"], len(came), len(gone))


async def let_go(tx: Tx, channel_id: int, chat_ids: Sequence[str], at: datetime) -> int:
    """End groups that were dismissed; how many stood until now. Nobody is said to have left."""
    return await tx.run(
        SQL.end_groups,
        workspace_id=tx.workspace_id,
        channel_id=channel_id,
        chat_ids=list(chat_ids),
        at=at,
    )


async def put_off(tx: Tx, group_id: int, error: str, wait: timedelta = PAUSE) -> None:
    """A group could not be read: later once more, five times in all."""
    await tx.run(
        SQL.put_off,
        workspace_id=tx.workspace_id,
        id=group_id,
        error=error[:200],
        tries=TRIES,
        due_at=tx.clock.real() + wait,
    )


# Of customers only the platform's id is kept: the names of those we know are with the contact.
def _people(tx: Tx, access: ChannelAccess, members: Sequence[GroupMember]) -> dict[str, Any]:
    people = {one.external_id or one.member_id: one for one in members}.values()
    return {
        "workspace_id": tx.workspace_id,
        "face_kind": KIND,
        "realm": realm(access),
        "keys": [one.external_id or one.member_id for one in people],
        "kinds": ["customer" if one.external_id else "staff" for one in people],
        "names": ["" if one.external_id else one.name or one.nickname for one in people],
        "invited_by": [one.invited_by for one in people],
        "ways": [one.way for one in people],
        "states": [one.state for one in people],
        "times": [one.at for one in people],
    }


async def _tell(
    tx: Tx,
    access: ChannelAccess,
    group_id: int,
    group: PlatformGroup,
    came: Sequence[Any],
    gone: Sequence[Any],
    origin: str,
) -> None:
    props = {
        "channel_id": str(access.channel_id),
        "group_id": str(group_id),
        "group": group.name,
    }
    events = [
        timeline.NewEvent(
            kind,
            row["contact_id"],
            row["identity_id"],
            props | ({"state": row["state"]} if row["state"] else {}),
            at=row["at"],
        )
        for kind, rows in (("group.joined", came), ("group.left", gone))
        for row in rows
        if row["identity_id"] is not None
    ]
    await timeline.record_many(tx, events, origin=origin)

"""Asking for a channel's friends to be compared with the platform's, and how that last ended.

A platform tells of a friendship three times and then never again. What it told while nobody
listened is found by reading the friends of every member; the run itself is in `friend_sync_run`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec

from pondkeeper.domain import runs
from pondkeeper.domain.channels.friend_tally import FriendTally
from pondkeeper.domain.channels.queries import list_channels
from pondkeeper.domain.channels.registry import ChannelDoors
from pondkeeper.kit.clock import SteeredClock
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import NotFound

SQL = SqlFolder(__package__)
RUN_KIND = "channel.sync"
OPEN = {"waiting_approval", "queued", "running"}
REST = timedelta(hours=20)
"""Machine time between two runs that nobody asked for: the platform's calls are counted by it."""


@dataclass(frozen=True, slots=True)
class FriendSync:
    """The last comparison of a channel's friends; `resume` while it runs, `result` after it."""

    id: int
    state: str
    resume: dict[str, Any]
    result: dict[str, Any]
    created_at: datetime


async def sync_friends(tx: Tx, channel_id: int) -> int:
    """Begin to compare a channel's friends with the platform's; the run's id.

    One that is under way is the one that is meant. Raises NotFound.
    """
    row = await tx.row(SQL.lock_channel, workspace_id=tx.workspace_id, id=channel_id)
    if row is None:
        raise NotFound("There is no such channel, or it is switched off.")
    last = await last_friend_sync(tx, channel_id)
    if last is not None and last.state in OPEN:
        return last.id
    return await runs.start(
        tx, RUN_KIND, {"channel_id": str(channel_id), "channel": row["name"]}
    )


async def last_friend_sync(tx: Tx, channel_id: int) -> FriendSync | None:
    """Return the newest comparison of a channel's friends, None where there was none."""
    found: list[FriendSync] = await tx.rows(
        SQL.last_friend_sync,
        into=FriendSync,
        workspace_id=tx.workspace_id,
        kind=RUN_KIND,
        channel_id=channel_id,
    )
    return found[0] if found else None


def friend_tally(sync: FriendSync) -> FriendTally:
    """Return what a comparison came to, or has come to so far."""
    return msgspec.convert(sync.result or sync.resume, FriendTally)


async def sync_rested(doors: ChannelDoors, workspace_id: int) -> None:
    """Begin to compare the friends of every channel that has some and has rested.

    Not while business time is steered: callbacks take machine time, so that nobody could tell who
    came just now, and is still to be told of and welcomed, from who came days ago.
    """
    async with doors.database.tx(workspace_id) as tx:
        if isinstance(tx.clock, SteeredClock):
            return
        for channel in await list_channels(tx):
            platform = doors.adapters.of(channel.kind)
            if not channel.active or platform.contacts is None or platform.members is None:
                continue
            last = await last_friend_sync(tx, channel.id)
            if last is None or last.created_at <= tx.clock.real() - REST:
                await sync_friends(tx, channel.id)

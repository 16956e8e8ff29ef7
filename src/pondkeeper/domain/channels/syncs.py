"""Asking for what a channel has to be compared with the platform, and how that last ended.

A platform tells of a change three times and then never again. What it told while nobody listened
is found by reading the lists: friends in `friend_sync_run`, staff in `member_sync_run`, labels in
`tag_sync_run`, groups in the room `groups`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias

import msgspec

from pondkeeper.domain import runs
from pondkeeper.domain.channels.ports import Platform
from pondkeeper.domain.channels.queries import list_channels
from pondkeeper.domain.channels.registry import ChannelDoors
from pondkeeper.domain.channels.sync_tally import SyncTally
from pondkeeper.kit.clock import SteeredClock
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import InvalidInput, NotFound

SQL = SqlFolder(__package__)
What: TypeAlias = Literal["members", "tags", "friends", "groups"]
RUN_KINDS: Mapping[What, str] = {
    "members": "channel.sync_members",
    "tags": "channel.sync_tags",
    "friends": "channel.sync",
    "groups": "channel.sync_groups",
}
"""In the order in which a new channel is best read."""
OFFERED: Mapping[What, Callable[[Platform], bool]] = {
    "members": lambda platform: platform.members is not None,
    "tags": lambda platform: platform.tagger is not None,
    "friends": lambda platform: platform.contacts is not None and platform.members is not None,
    "groups": lambda platform: platform.groups is not None,
}
OPEN = {"waiting_approval", "queued", "running"}
REST = timedelta(hours=20)
"""Machine time between two runs that nobody asked for: the platform's calls are counted by it."""


@dataclass(frozen=True, slots=True)
class Sync:
    """The last comparison of one thing; `resume` while it runs, `result` after it."""

    id: int
    state: str
    resume: dict[str, Any]
    result: dict[str, Any]
    created_at: datetime

    @property
    def tally(self) -> SyncTally:
        """What it came to, or has come to so far."""
        return msgspec.convert(self.result or self.resume, SyncTally)


def offered(platform: Platform) -> list[What]:
    """Return what can be compared with this platform."""
    return [what for what in RUN_KINDS if OFFERED[what](platform)]


async def sync(tx: Tx, platform: Platform, channel_id: int, what: What) -> int:
    """Begin to compare `what` of a channel with the platform's list; the run's id.

    One that is under way is the one that is meant. Raises NotFound, and InvalidInput where the
    platform has no such thing.
    """
    if not OFFERED[what](platform):
        raise InvalidInput(f"This kind of channel has no {what}.")
    row = await tx.row(SQL.lock_channel, workspace_id=tx.workspace_id, id=channel_id)
    if row is None:
        raise NotFound("There is no such channel, or it is switched off.")
    last = await last_sync(tx, channel_id, what)
    if last is not None and last.state in OPEN:
        return last.id
    params = {"channel_id": str(channel_id), "channel": row["name"]}
    return await runs.start(tx, RUN_KINDS[what], params)


async def last_sync(tx: Tx, channel_id: int, what: What) -> Sync | None:
    """Return the newest comparison of one thing, None where there was none."""
    found: list[Sync] = await tx.rows(
        SQL.last_sync,
        into=Sync,
        workspace_id=tx.workspace_id,
        kind=RUN_KINDS[what],
        channel_id=channel_id,
    )
    return found[0] if found else None


async def sync_rested(doors: ChannelDoors, workspace_id: int) -> None:
    """Begin to compare all that every channel has and that has rested.

    Not while business time is steered: callbacks take machine time, so that nobody could tell who
    came just now, and is still to be told of and welcomed, from who came days ago.
    """
    async with doors.database.tx(workspace_id) as tx:
        if isinstance(tx.clock, SteeredClock):
            return
        for channel in await list_channels(tx):
            platform = doors.adapters.of(channel.kind)
            for what in offered(platform) if channel.active else ():
                last = await last_sync(tx, channel.id, what)
                if last is None or last.created_at <= tx.clock.real() - REST:
                    await sync(tx, platform, channel.id, what)

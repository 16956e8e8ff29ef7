"""What a channel has, compared with what the platform lists: staff, tags, friends, groups."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import get, post
from litestar.params import JSONBody

from pondkeeper.api.door import Door
from pondkeeper.api.runs import Run
from pondkeeper.api.runs import shape as run_shape
from pondkeeper.api.shapes import Ref, ref
from pondkeeper.domain import channels, runs
from pondkeeper.kit.db import Tx


class SyncSkipped(msgspec.Struct):
    """How many were left alone, and why.

    Friends: fresh (came just now), ended (we know that they left), erased (asked to be forgotten),
    moving (on the way by a handover), empty (the member's list came back empty), unseen_member
    (the platform does not list the member). Staff: not_told (the platform does not describe them
    to this application). Tags: name_taken (another tag of ours has that name). Groups:
    refused (dismissed meanwhile, or not for this application to see).
    """

    reason: str
    count: int


class SyncUnread(msgspec.Struct):
    """A step that could not be read (a member, a page of a list), with the platform's word."""

    step: str
    error: str


class ChannelSync(msgspec.Struct):
    """The last comparison of one thing: its run, None where there was none, and what it did."""

    what: channels.What
    run: Run | None
    steps: int
    read: int
    added: int
    changed: int
    known: int
    ended: int
    skipped: list[SyncSkipped]
    unread: list[SyncUnread]


class SyncRequest(msgspec.Struct):
    """What to compare."""

    what: channels.What


class ChannelSyncs(msgspec.Struct):
    """What can be compared with this platform, in the order in which it is best read."""

    items: list[ChannelSync]


class ChannelMember(msgspec.Struct):
    """One of our staff as the platform knows them, and whose login that is."""

    member_id: str
    name: str
    active: bool
    friends: int
    staff: Ref | None
    seen_at: datetime
    left_at: datetime | None


class ChannelMembers(msgspec.Struct):
    """Everybody the platform listed."""

    items: list[ChannelMember]


@post("/api/channels/{channel_id:int}/syncs", status_code=202)
async def start_sync(door: Door, channel_id: int, data: JSONBody[SyncRequest]) -> Run:
    """Compare one thing with the platform: bring in what is unknown, end what is gone.

    While one is under way, that one is returned.
    """
    door.about("channel", channel_id, what=data.what)
    async with door.tx("channels.write") as tx:
        found = await channels.channel(tx, channel_id)
        platform = door.services.adapters.of(found.kind)
        run_id = await channels.sync(tx, platform, channel_id, data.what)
        return run_shape(await runs.run(tx, run_id), tx.clock.real())


@get("/api/channels/{channel_id:int}/syncs")
async def list_syncs(door: Door, channel_id: int) -> ChannelSyncs:
    """Say what can be compared, and what the last comparison of each did."""
    async with door.tx("channels.read") as tx:
        found = await channels.channel(tx, channel_id)
        offered = channels.offered(door.services.adapters.of(found.kind))
        return ChannelSyncs([await _sync(tx, channel_id, what) for what in offered])


@get("/api/channels/{channel_id:int}/members")
async def list_members(door: Door, channel_id: int) -> ChannelMembers:
    """List the staff the platform knows, with friends here and whose login each is."""
    async with door.tx("channels.read") as tx:
        await channels.channel(tx, channel_id)
        rows = await channels.list_members(tx, channel_id)
    return ChannelMembers(
        [
            ChannelMember(
                row.member_id,
                row.name,
                row.active,
                row.friends,
                ref(row.staff_id, row.staff_name),
                row.seen_at,
                row.left_at,
            )
            for row in rows
        ]
    )


async def _sync(tx: Tx, channel_id: int, what: channels.What) -> ChannelSync:
    last = await channels.last_sync(tx, channel_id, what)
    tally = last.tally if last else channels.SyncTally()
    run = run_shape(await runs.run(tx, last.id), tx.clock.real()) if last else None
    return ChannelSync(
        what=what,
        run=run,
        steps=tally.steps,
        read=tally.read,
        added=tally.added,
        changed=tally.changed,
        known=tally.known,
        ended=tally.ended,
        skipped=[SyncSkipped(*row) for row in sorted(tally.skipped.items()) if row[1]],
        unread=[SyncUnread(*row) for row in sorted(tally.unread.items())],
    )


ROUTES: tuple[Any, ...] = (start_sync, list_syncs, list_members)

"""A channel's friends compared with those the platform lists."""

from typing import Any

import msgspec
from litestar import get, post

from pondkeeper.api.door import Door
from pondkeeper.api.runs import Run
from pondkeeper.api.runs import shape as run_shape
from pondkeeper.domain import channels, runs


class SkippedFriends(msgspec.Struct):
    """How many friends were left alone, and why.

    fresh: came just now; ended: we know that they left; erased: asked to be forgotten; moving: on
    the way by a handover; empty: the member's list came back empty; unseen_member: the platform
    does not list the member.
    """

    reason: str
    count: int


class UnreadMember(msgspec.Struct):
    """A member whose friends could not be read, with the platform's word."""

    member_id: str
    error: str


class FriendSync(msgspec.Struct):
    """The last comparison: its run, None where there was none, and what it did so far."""

    run: Run | None
    members: int
    read: int
    added: int
    known: int
    ended: int
    skipped: list[SkippedFriends]
    unread: list[UnreadMember]


@post("/api/channels/{channel_id:int}/sync", status_code=202)
async def sync_friends(door: Door, channel_id: int) -> Run:
    """Bring in friends the platform lists and we do not know; end those that are gone.

    While one is under way, that one is returned.
    """
    door.about("channel", channel_id)
    async with door.tx("channels.write") as tx:
        run_id = await channels.sync_friends(tx, channel_id)
        return run_shape(await runs.run(tx, run_id), tx.clock.real())


@get("/api/channels/{channel_id:int}/sync")
async def read_friend_sync(door: Door, channel_id: int) -> FriendSync:
    """Say what the last comparison did."""
    async with door.tx("channels.read") as tx:
        await channels.channel(tx, channel_id)
        last = await channels.last_friend_sync(tx, channel_id)
        if last is None:
            return FriendSync(None, 0, 0, 0, 0, 0, [], [])
        run = run_shape(await runs.run(tx, last.id), tx.clock.real())
        return _shape(run, channels.friend_tally(last))


def _shape(run: Run, tally: channels.FriendTally) -> FriendSync:
    return FriendSync(
        run=run,
        members=tally.members,
        read=tally.read,
        added=tally.added,
        known=tally.known,
        ended=tally.ended,
        skipped=[SkippedFriends(*row) for row in sorted(tally.skipped.items()) if row[1]],
        unread=[UnreadMember(*row) for row in sorted(tally.unread.items())],
    )


ROUTES: tuple[Any, ...] = (sync_friends, read_friend_sync)

"""The run that compares a channel's friends with the platform's, member by member.

Who is unknown comes in as a backfill: with code, source, tags and cost, but with no welcome and
no coupon. Their welcome code died 20 seconds after they came, and whoever added a member days ago
should not be greeted like a stranger. Whoever is no longer listed has ended. Each step is harmless
when repeated; a killed run goes on with the member it stood at.

A member still sees the customers who deleted them: that a customer left while nobody listened
cannot be found like this.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import msgspec

from pondkeeper.domain import runs
from pondkeeper.domain.channels.facts import ExternalContact
from pondkeeper.domain.channels.friend_tally import FriendTally
from pondkeeper.domain.channels.friends import Taken, let_go, take
from pondkeeper.domain.channels.ports import (
    ChannelAccess,
    ContactReader,
    MemberReader,
    SendRefused,
    SendUnknown,
)
from pondkeeper.domain.channels.queries import access as find_access
from pondkeeper.domain.channels.registry import ChannelDoors
from pondkeeper.domain.runs import Claimed
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import InvalidInput, Unavailable

SQL = SqlFolder(__package__)
AT_ONCE = 100
TRIES = 3
PAUSE_S = 5
GRACE = timedelta(minutes=10)
"""Who came just now is told of by the platform itself, and is to be welcomed: left alone here."""


@dataclass(slots=True)
class Comparing:
    """One run under way, with what it needs at each step."""

    doors: ChannelDoors
    claimed: Claimed
    access: ChannelAccess
    reader: ContactReader
    tally: FriendTally
    total: int = 0

    async def note(self, tx: Tx) -> None:
        """Keep how far we are with what this step did. Raises RunStopped."""
        await runs.progress(
            tx,
            self.claimed,
            done=self.tally.members,
            failed=len(self.tally.unread),
            total=self.total,
            resume=msgspec.to_builtins(self.tally),
        )


async def run(doors: ChannelDoors, workspace_id: int, claimed: Claimed) -> None:
    """Run kind 'channel.sync': {channel_id}; the result is a FriendTally.

    Raises Unavailable when the platform does not name its members, NotFound without the channel.
    """
    async with doors.database.tx(workspace_id) as tx:
        access = await find_access(tx, int(claimed.params["channel_id"]))
    platform = doors.adapters.of(access.kind)
    if platform.contacts is None or platform.members is None:
        raise InvalidInput("This kind of channel has no friends.")
    tally = msgspec.convert(claimed.resume, FriendTally)
    comparing = Comparing(doors, claimed, access, platform.contacts, tally)
    members = await _members(platform.members, access)
    comparing.total = len(members)
    for member_id in members:
        if member_id > tally.after:
            await _compare(comparing, member_id)
    async with doors.database.tx(workspace_id) as tx:
        await _finish(tx, comparing, members)


async def _members(reader: MemberReader, access: ChannelAccess) -> list[str]:
    try:
        return sorted(member.member_id for member in await reader.list(access))
    except (SendRefused, SendUnknown) as error:
        raise Unavailable("The platform does not name its members.", hint=str(error)) from error


async def _compare(comparing: Comparing, member_id: str) -> None:
    """Compare one member's friends; one whose list can not be read is named in the result."""
    for tries_left in reversed(range(TRIES)):
        try:
            await _walk(comparing, member_id)
        except (SendRefused, SendUnknown) as error:
            wait_s = _wait_s(error)
            if wait_s is not None and tries_left:
                await asyncio.sleep(wait_s)
                continue
            await _leave_out(comparing, member_id, str(error))
        return


def _wait_s(error: SendRefused | SendUnknown) -> int | None:
    if isinstance(error, SendUnknown):
        return PAUSE_S
    return (error.wait_s or PAUSE_S) if error.kind in {"retry", "quota"} else None


async def _walk(comparing: Comparing, member_id: str) -> None:
    tally, access = comparing.tally, comparing.access
    listed: list[str] = []
    skipped: Counter[str] = Counter()
    async with comparing.doors.database.tx(access.workspace_id) as tx:
        before = tx.clock.now() - GRACE
    async for people in _pages(comparing.reader, access, member_id):
        async with comparing.doors.database.tx(access.workspace_id) as tx:
            taken = await take(tx, access, member_id, people, before=before)
            tally.now_added += taken.added
            await comparing.note(tx)
        listed += [person.external_id for person in people]
        skipped += taken.skipped
    async with comparing.doors.database.tx(access.workspace_id) as tx:
        gone = await let_go(tx, access, member_id, listed, before=before)
        tally.close(member_id, len(listed), Taken(0, skipped), gone.added)
        tally.skip(gone.skipped)
        await comparing.note(tx)


async def _leave_out(comparing: Comparing, member_id: str, error: str) -> None:
    """Nothing is ended for a member whose list was not read to its end."""
    tally = comparing.tally
    async with comparing.doors.database.tx(comparing.access.workspace_id) as tx:
        tally.added += tally.now_added
        tally.read += tally.now_added
        tally.unread[member_id] = error[:200]
        tally.next(member_id)
        await comparing.note(tx)


async def _pages(
    reader: ContactReader, access: ChannelAccess, member_id: str
) -> AsyncIterator[list[ExternalContact]]:
    page: list[ExternalContact] = []
    async for person in reader.of_members(access, [member_id]):
        page.append(person)
        if len(page) == AT_ONCE:
            yield page
            page = []
    if page:
        yield page


async def _finish(tx: Tx, comparing: Comparing, members: list[str]) -> None:
    unseen = await tx.value(
        SQL.friendships_unseen,
        workspace_id=tx.workspace_id,
        channel_id=comparing.access.channel_id,
        member_ids=members,
    )
    comparing.tally.skip(Counter(unseen_member=unseen))
    await runs.finish(tx, comparing.claimed, result=msgspec.to_builtins(comparing.tally))

"""The run that compares a channel's friends with the platform's, member by member.

Who is unknown comes in as a backfill: with code, source, tags and cost, but with no welcome and
no coupon. Their welcome code died 20 seconds after they came, and whoever added a member days ago
should not be greeted like a stranger. Whoever is no longer listed has ended. Each step is harmless
when repeated; a killed run goes on with the member it stood at.

A member still sees the customers who deleted them: that a customer left while nobody listened
cannot be found like this.
"""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial

from pondkeeper.domain.channels import sync_steps
from pondkeeper.domain.channels.facts import ExternalContact
from pondkeeper.domain.channels.friends import let_go, take
from pondkeeper.domain.channels.ports import (
    ChannelAccess,
    ContactReader,
    MemberReader,
    SendRefused,
    SendUnknown,
)
from pondkeeper.domain.channels.registry import ChannelDoors
from pondkeeper.domain.channels.sync_steps import Comparing
from pondkeeper.domain.runs import Claimed
from pondkeeper.kit.db import SqlFolder
from pondkeeper.kit.errors import InvalidInput, Unavailable

SQL = SqlFolder(__package__)
AT_ONCE = 100
GRACE = timedelta(minutes=10)
"""Who came just now is told of by the platform itself, and is to be welcomed: left alone here."""


async def run(doors: ChannelDoors, workspace_id: int, claimed: Claimed) -> None:
    """Run kind 'channel.sync': {channel_id}; the result is a SyncTally.

    Raises Unavailable when the platform does not name its members, NotFound without the channel.
    """
    comparing = await sync_steps.begin(doors, workspace_id, claimed)
    platform = doors.adapters.of(comparing.access.kind)
    if platform.contacts is None or platform.members is None:
        raise InvalidInput("This kind of channel has no friends.")
    members = await _members(platform.members, comparing.access)
    comparing.total = len(members)
    for member_id in members:
        if member_id > comparing.tally.after:
            walk = partial(_walk, comparing, platform.contacts, member_id)
            await comparing.step(member_id, walk)
    await _finish(comparing, members)


async def _members(reader: MemberReader, access: ChannelAccess) -> list[str]:
    try:
        return sorted(member.member_id for member in await reader.list(access))
    except (SendRefused, SendUnknown) as error:
        raise Unavailable("The platform does not name its members.", hint=str(error)) from error


async def _walk(comparing: Comparing, reader: ContactReader, member_id: str) -> None:
    tally, access = comparing.tally, comparing.access
    listed: list[str] = []
    skipped: Counter[str] = Counter()
    async with comparing.doors.database.tx(access.workspace_id) as tx:
        before = tx.clock.now() - GRACE
    async for people in _pages(reader, access, member_id):
        async with comparing.doors.database.tx(access.workspace_id) as tx:
            taken = await take(tx, access, member_id, people, before=before)
            tally.now_added += taken.added
            await comparing.note(tx)
        listed += [person.external_id for person in people]
        skipped += taken.skipped
    async with comparing.doors.database.tx(access.workspace_id) as tx:
        gone = await let_go(tx, access, member_id, listed, before=before)
        tally.close(member_id, len(listed), skipped, gone.added)
        tally.skip(gone.skipped)
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


async def _finish(comparing: Comparing, members: list[str]) -> None:
    access = comparing.access
    async with comparing.doors.database.tx(access.workspace_id) as tx:
        unseen = await tx.value(
            SQL.friendships_unseen,
            workspace_id=tx.workspace_id,
            channel_id=access.channel_id,
            member_ids=members,
        )
        comparing.tally.skip(Counter(unseen_member=unseen))
        await comparing.finish(tx)

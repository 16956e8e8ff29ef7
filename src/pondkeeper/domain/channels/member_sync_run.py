"""The run that reads which of our staff may have customers, and their names where it is told."""

from collections import Counter
from functools import partial

from pondkeeper.domain.channels import members, sync_steps
from pondkeeper.domain.channels.facts import Member
from pondkeeper.domain.channels.ports import MemberReader, SendRefused
from pondkeeper.domain.channels.registry import ChannelDoors
from pondkeeper.domain.channels.sync_steps import Comparing
from pondkeeper.domain.runs import Claimed
from pondkeeper.kit.errors import InvalidInput

AT_ONCE = 50
LIST = "list"


async def run(doors: ChannelDoors, workspace_id: int, claimed: Claimed) -> None:
    """Run kind 'channel.sync_members': {channel_id}; the result is a SyncTally.

    Raises NotFound without the channel.
    """
    comparing = await sync_steps.begin(doors, workspace_id, claimed)
    reader = doors.adapters.of(comparing.access.kind).members
    if reader is None:
        raise InvalidInput("This kind of channel has no members.")
    listed: list[str] = []
    await comparing.step(LIST, partial(_list, comparing, reader, listed))
    if LIST in comparing.tally.unread:
        listed = []
    batches = [listed[at : at + AT_ONCE] for at in range(0, len(listed), AT_ONCE)]
    comparing.total = len(batches) + 1
    for batch in batches:
        if batch[-1] > comparing.tally.after:
            await comparing.step(batch[-1], partial(_describe, comparing, reader, batch))
    async with doors.database.tx(workspace_id) as tx:
        if listed:
            gone = await members.let_go(tx, comparing.access.channel_id, listed)
            comparing.tally.ended += gone
        await comparing.finish(tx)


async def _list(comparing: Comparing, reader: MemberReader, listed: list[str]) -> None:
    """Read who there is; a run that goes on reads it anew, so it is no step of its own."""
    found = await reader.list(comparing.access)
    listed[:] = sorted({member.member_id for member in found})


async def _describe(comparing: Comparing, reader: MemberReader, batch: list[str]) -> None:
    known, skipped = list[Member](), Counter[str]()
    for member_id in batch:
        try:
            known.append(await reader.get(comparing.access, member_id))
        except SendRefused as refused:
            if refused.kind != "permanent":
                raise
            known.append(Member(member_id))
            skipped["not_told"] += 1
    async with comparing.doors.database.tx(comparing.access.workspace_id) as tx:
        kept = await members.keep(tx, comparing.access.channel_id, known)
        tally = comparing.tally
        tally.now_added = kept.added
        tally.changed += kept.changed
        tally.close(batch[-1], len(batch), skipped + Counter(), 0)
        tally.known = max(tally.known - kept.changed, 0)
        await comparing.note(tx)

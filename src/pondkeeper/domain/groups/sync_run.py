"""The run that reads all of a channel's groups, and ends those the platform does not list."""

from collections import Counter
from functools import partial

from pondkeeper.domain.channels import sync_steps
from pondkeeper.domain.channels.ports import SendRefused
from pondkeeper.domain.channels.ports.group import GroupReader
from pondkeeper.domain.channels.registry import ChannelDoors
from pondkeeper.domain.channels.sync_steps import Comparing
from pondkeeper.domain.groups import actions
from pondkeeper.domain.runs import Claimed
from pondkeeper.kit.db import SqlFolder
from pondkeeper.kit.errors import InvalidInput

SQL = SqlFolder(__package__)
AT_ONCE = 20
LIST = "list"


async def run(doors: ChannelDoors, workspace_id: int, claimed: Claimed) -> None:
    """Run kind 'channel.sync_groups': {channel_id}; the result is a SyncTally.

    Raises NotFound without the channel.
    """
    comparing = await sync_steps.begin(doors, workspace_id, claimed)
    reader = doors.adapters.of(comparing.access.kind).groups
    if reader is None:
        raise InvalidInput("This kind of channel has no groups.")
    listed: list[str] = []
    await comparing.step(LIST, partial(_list, comparing, reader, listed))
    batches = [listed[at : at + AT_ONCE] for at in range(0, len(listed), AT_ONCE)]
    comparing.total = len(batches)
    for batch in batches:
        if batch[-1] > comparing.tally.after:
            await comparing.step(batch[-1], partial(_read, comparing, reader, batch))
    if LIST not in comparing.tally.unread:
        await _end(comparing, listed)
    async with doors.database.tx(workspace_id) as tx:
        await comparing.finish(tx)


async def _list(comparing: Comparing, reader: GroupReader, listed: list[str]) -> None:
    """Read which there are; a run that goes on reads it anew, so it is no step of its own."""
    listed[:] = sorted([one.group_id async for one in reader.walk(comparing.access)])


async def _read(comparing: Comparing, reader: GroupReader, batch: list[str]) -> None:
    access, skipped = comparing.access, Counter[str]()
    groups = []
    for chat_id in batch:
        try:
            groups.append(await reader.get(access, chat_id))
        except SendRefused as refused:
            if refused.kind != "permanent":
                raise
            skipped["refused"] += 1
    async with comparing.doors.database.tx(access.workspace_id) as tx:
        tally, changed = comparing.tally, 0
        for group in groups:
            changes = await actions.keep(tx, access, group, origin="backfill")
            tally.now_added += changes.new
            changed += not changes.new and bool(changes.joined or changes.left)
        tally.changed += changed
        tally.close(batch[-1], len(batch), skipped, 0)
        tally.known = max(tally.known - changed, 0)
        await comparing.note(tx)


async def _end(comparing: Comparing, listed: list[str]) -> None:
    """End those we know that were not listed."""
    access = comparing.access
    async with comparing.doors.database.tx(access.workspace_id) as tx:
        rows = await tx.rows(
            SQL.standing, workspace_id=tx.workspace_id, channel_id=access.channel_id
        )
        gone = {row["chat_id"] for row in rows} - set(listed)
        ended = await actions.let_go(tx, access.channel_id, sorted(gone), tx.clock.now())
        comparing.tally.ended += ended
        await comparing.note(tx)

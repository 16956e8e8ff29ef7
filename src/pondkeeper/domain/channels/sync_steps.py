"""One step of a comparison at a time: tried again where that can help, left out where it cannot."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import msgspec

from pondkeeper.domain import runs
from pondkeeper.domain.channels.ports import ChannelAccess, SendRefused, SendUnknown
from pondkeeper.domain.channels.queries import access as find_access
from pondkeeper.domain.channels.registry import ChannelDoors
from pondkeeper.domain.channels.sync_tally import SyncTally
from pondkeeper.domain.runs import Claimed
from pondkeeper.kit.db import Tx

TRIES = 3
PAUSE_S = 5
PIECE_S = 5


@dataclass(slots=True)
class Comparing:
    """One run under way, with what it needs at each step."""

    doors: ChannelDoors
    claimed: Claimed
    access: ChannelAccess
    tally: SyncTally
    total: int | None = None

    async def note(self, tx: Tx) -> None:
        """Keep how far we are with what this step did. Raises RunStopped."""
        await runs.progress(
            tx,
            self.claimed,
            done=self.tally.steps,
            failed=len(self.tally.unread),
            total=self.total,
            resume=msgspec.to_builtins(self.tally),
        )

    async def step(self, name: str, walk: Callable[[], Awaitable[None]]) -> None:
        """Walk one step; one that cannot be read is named in the result.

        A limit is waited for as long as it takes: a first comparison may be larger than what may
        be read in an hour. Raises RunStopped.
        """
        tries_left = TRIES
        while True:
            try:
                return await walk()
            except (SendRefused, SendUnknown) as error:
                wait_s = _wait_s(error)
                waits_for_limit = isinstance(error, SendRefused) and error.kind == "quota"
                tries_left -= 0 if waits_for_limit else 1
                if wait_s is None or not tries_left:
                    return await self._leave_out(name, str(error))
                await self._wait(wait_s)

    async def finish(self, tx: Tx) -> None:
        """The run is done, with its tally as the result."""
        await runs.finish(tx, self.claimed, result=msgspec.to_builtins(self.tally))

    async def _wait(self, wait_s: float) -> None:
        """Wait in pieces: a run that nobody hears of is taken for dead."""
        while wait_s > 0:
            async with self.doors.database.tx(self.access.workspace_id) as tx:
                await self.note(tx)
            await asyncio.sleep(min(wait_s, PIECE_S))
            wait_s -= PIECE_S

    async def _leave_out(self, name: str, error: str) -> None:
        """Nothing is ended for a step that was not read to its end."""
        async with self.doors.database.tx(self.access.workspace_id) as tx:
            self.tally.leave_out(name, error)
            await self.note(tx)


async def begin(doors: ChannelDoors, workspace_id: int, claimed: Claimed) -> Comparing:
    """Open a run of {channel_id} where it stood. Raises NotFound without the channel."""
    async with doors.database.tx(workspace_id) as tx:
        access = await find_access(tx, int(claimed.params["channel_id"]))
    return Comparing(doors, claimed, access, msgspec.convert(claimed.resume, SyncTally))


def _wait_s(error: SendRefused | SendUnknown) -> float | None:
    if isinstance(error, SendUnknown):
        return PAUSE_S
    return (error.wait_s or PAUSE_S) if error.kind in {"retry", "quota"} else None

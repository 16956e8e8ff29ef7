"""Two batches are written side by side, and committed in their order.

Most of an import's time is Postgres putting rows into indexes, and one connection keeps one core
busy. So the next batch is written, in a transaction of its own, while the one before still is. What
keeps it right: batches that name the same person or order never run together, and each notes its
progress and commits only after the one before has, so that what a kill leaves is always a whole
beginning of the file.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress

from pondkeeper.domain.transfer.rows import Batch

SIDE_BY_SIDE = 2
PATIENCE_S = 20.0


class NotYet(Exception):
    """The batch before is still being written, perhaps waiting for a row that this one holds."""


class Turn:
    """When a batch may commit: once the one before has."""

    def __init__(self, before: "asyncio.Task[None] | None") -> None:
        """`before` ends with that batch's commit."""
        self._before = before

    async def come(self) -> None:
        """Wait for it. Raises NotYet when it takes long, and whatever the batch before met."""
        if self._before is None:
            return
        done, _ = await asyncio.wait([self._before], timeout=PATIENCE_S)
        if not done:
            raise NotYet
        self._before.result()


Write = Callable[[Turn], Awaitable[None]]
"""Write a batch, wait for its turn, note the progress, commit."""


class Lanes:
    """The batches that are being written now, the oldest first."""

    def __init__(self) -> None:
        """Nothing is being written yet."""
        self._writing: deque[tuple[asyncio.Task[None], Batch]] = deque()

    async def begin(self, batch: Batch, write: Write) -> None:
        """Begin to write a batch as soon as it may. Raises what an earlier one met."""
        while len(self._writing) >= SIDE_BY_SIDE or self._shares(batch):
            await self._first_ends()
        before = self._writing[-1][0] if self._writing else None
        self._writing.append((asyncio.create_task(_written(write, before)), batch))

    async def end(self) -> None:
        """Wait until all is committed. Raises what one of them met."""
        while self._writing:
            await self._first_ends()

    async def stop(self) -> None:
        """Give up what is not committed; its transactions are rolled back."""
        tasks = [task for task, _ in self._writing]
        self._writing.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _shares(self, batch: Batch) -> bool:
        return any(not batch.marks.isdisjoint(other.marks) for _, other in self._writing)

    async def _first_ends(self) -> None:
        task, _ = self._writing[0]
        await asyncio.wait([task])
        self._writing.popleft()
        task.result()


async def _written(write: Write, before: "asyncio.Task[None] | None") -> None:
    """Write; and if the batch before does not end, let go of all rows, wait for it, write again.

    Two rows may be one known person by different faces, which nobody can see before: then this
    transaction holds what the one before waits for, and only giving way helps.
    """
    with suppress(NotYet):
        return await write(Turn(before))
    if before:
        await asyncio.wait([before])
    return await write(Turn(before))

"""Group commit for callbacks: one transaction per workspace keeps all who wait."""

import asyncio
from collections import deque
from contextlib import suppress

import structlog

from pondkeeper.domain.channels.inbox import Opened, keep_many
from pondkeeper.kit.db import Database

BATCH = 500
MOST_WAITING = 5_000
"""Two and a half seconds of the rate we promise; who comes on top is told to come again."""


log = structlog.get_logger(__name__)


class NotKept(Exception):
    """Too many wait, the process is ending, or the database did not take it: come again."""


class CallbackWriter:
    """One per process; its task starts with the first callback."""

    def __init__(self, database: Database) -> None:
        """Write through `database`."""
        self._database = database
        self._waiting: deque[tuple[int, Opened, asyncio.Future[None]]] = deque()
        self._some = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    async def keep(self, workspace_id: int, opened: Opened) -> None:
        """Return when the callback is committed. Raises NotKept."""
        if self._closed or len(self._waiting) >= MOST_WAITING:
            raise NotKept
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((workspace_id, opened, done))
        self._some.set()
        await done

    async def close(self) -> None:
        """Keep all who wait, answer them, and end."""
        self._closed = True
        self._some.set()
        if self._task is not None:
            with suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while self._waiting or not self._closed:
            await self._some.wait()
            self._some.clear()
            while self._waiting:
                await self._write(min(BATCH, len(self._waiting)))

    async def _write(self, count: int) -> None:
        """Keep the first `count` who wait: one transaction per workspace among them."""
        some = [self._waiting.popleft() for _ in range(count)]
        for workspace_id in dict.fromkeys(one[0] for one in some):
            mine = [one for one in some if one[0] == workspace_id]
            try:
                async with self._database.tx(workspace_id) as tx:
                    await keep_many(tx, [opened for _, opened, _ in mine])
            except Exception:
                # They are told to come again, as platforms do; the next ones are written.
                log.exception("callbacks_not_kept", workspace_id=workspace_id, count=len(mine))
                _answer(mine, kept=False)
            else:
                _answer(mine, kept=True)


def _answer(waiting: list[tuple[int, Opened, asyncio.Future[None]]], *, kept: bool) -> None:
    for _, _, done in waiting:
        if done.done():
            continue
        if kept:
            done.set_result(None)
        else:
            done.set_exception(NotKept())

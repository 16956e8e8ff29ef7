"""Group commit: one transaction per workspace keeps all who wait, then they are answered."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import structlog

from pondkeeper.kit.db import Database, Tx

T = TypeVar("T")
log = structlog.get_logger(__name__)


class NotKept(Exception):
    """Too many wait, the process is ending, or the database did not take it: come again."""


@dataclass(frozen=True, slots=True)
class _Waiting(Generic[T]):
    workspace_id: int
    item: T
    weight: int
    done: asyncio.Future[None]


class GroupWriter(Generic[T]):
    """One per process and kind of thing; its task starts with the first."""

    def __init__(
        self, database: Database, keep: Callable[[Tx, list[T]], Awaitable[Any]], failed: str,
        *, batch: int,
    ) -> None:
        """Write through `database`, at most about `batch` by weight in one transaction.

        `failed` is the word in the log when a transaction was not taken.
        """
        self._database = database
        self._keep = keep
        self._failed = failed
        self._batch = batch
        self._queue: deque[_Waiting[T]] = deque()
        self._some = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._closed = False
        self.waiting = 0
        """How much waits, by weight."""

    async def write(self, workspace_id: int, item: T, *, weight: int = 1, most: int) -> None:
        """Return when `item` is committed. Raises NotKept, also when more than `most` wait."""
        if self._closed or self.waiting >= most:
            raise NotKept
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.append(_Waiting(workspace_id, item, weight, done))
        self.waiting += weight
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
        while self._queue or not self._closed:
            await self._some.wait()
            self._some.clear()
            while self._queue:
                await self._write(self._next())

    def _next(self) -> list[_Waiting[T]]:
        """Take the first who wait: as many as fit, at least one."""
        some: list[_Waiting[T]] = []
        weight = 0
        while self._queue and (not some or weight + self._queue[0].weight <= self._batch):
            one = self._queue.popleft()
            weight += one.weight
            some.append(one)
        self.waiting -= weight
        return some

    async def _write(self, some: list[_Waiting[T]]) -> None:
        for workspace_id in dict.fromkeys(one.workspace_id for one in some):
            mine = [one for one in some if one.workspace_id == workspace_id]
            try:
                async with self._database.tx(workspace_id) as tx:
                    await self._keep(tx, [one.item for one in mine])
            except Exception:
                # They are told to come again, as their side does; the next ones are written.
                log.exception(self._failed, workspace_id=workspace_id, count=len(mine))
                _answer(mine, kept=False)
            else:
                _answer(mine, kept=True)


def _answer(waiting: list[_Waiting[T]], *, kept: bool) -> None:
    for one in waiting:
        if one.done.done():
            continue
        if kept:
            one.done.set_result(None)
        else:
            one.done.set_exception(NotKept())

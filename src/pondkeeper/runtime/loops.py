"""The loops of a worker: woken by Postgres when something was committed, and by due time."""

import asyncio
import time
from collections import Counter
from contextlib import suppress
from typing import Any

import asyncpg
import structlog
from sqlalchemy import text

from pondkeeper.api.services import Services
from pondkeeper.kit.telemetry import DUE, LOOP_FAILURES, LOOPS
from pondkeeper.kit.wake import CHANNEL
from pondkeeper.runtime.turns import Loop

LOOK_EVERY_S = 1.0
PAUSE_AFTER_FAILURE_S = 1.0
WAY_S = 1.0
LOOK_AGAIN_S = 0.02
FIND_DUE = text("select workspace_id, work from find_due_work(:business, :real)")
LOG = structlog.get_logger(__name__)


class LoopRunner:
    """One loop of one process: workspaces side by side, one turn at a time for each."""

    def __init__(self, name: str, turn: Loop, services: Services) -> None:
        """Nothing runs until somebody wakes it."""
        self.name = name
        self.before: LoopRunner | None = None
        """Whom this loop gives way to, for a moment."""
        self._turn = turn
        self._services = services
        self._again: set[int] = set()
        self._working: dict[int, asyncio.Task[None]] = {}
        self._stopping = False

    def wake(self, workspace_id: int) -> None:
        """Take a turn for this workspace now, or once more after the one that runs."""
        if self._stopping:
            return
        if workspace_id in self._working:
            self._again.add(workspace_id)
            return
        task = asyncio.create_task(self._work(workspace_id))
        self._working[workspace_id] = task
        task.add_done_callback(lambda _done: self._working.pop(workspace_id, None))

    def is_working(self, workspace_id: int) -> bool:
        """Whether a turn for this workspace runs now."""
        return workspace_id in self._working

    async def stop(self) -> None:
        """End after the turns that run now."""
        self._stopping = True
        await asyncio.gather(*self._working.values(), return_exceptions=True)

    async def _work(self, workspace_id: int) -> None:
        more = True
        while more and not self._stopping:
            self._again.discard(workspace_id)
            await self._give_way(workspace_id)
            more = await self._one(workspace_id) or workspace_id in self._again

    async def _give_way(self, workspace_id: int) -> None:
        if self.before is None:
            return
        until = time.monotonic() + WAY_S
        while self.before.is_working(workspace_id) and time.monotonic() < until:  # noqa: ASYNC110
            await asyncio.sleep(LOOK_AGAIN_S)

    async def _one(self, workspace_id: int) -> bool:
        """Take one turn; a failing workspace is tried again and never stops the others."""
        started = time.monotonic()
        try:
            more = await self._turn(self._services, workspace_id)
        except Exception:
            # Tried again after a pause: no workspace may stop the loop for the others.
            LOG.exception("loop failed", loop=self.name, workspace=workspace_id)
            LOOP_FAILURES.labels(self.name).inc()
            await asyncio.sleep(PAUSE_AFTER_FAILURE_S)
            return True
        if more:
            LOOPS.labels(self.name).observe(time.monotonic() - started)
        return more


class Waking:
    """Hears what commits announce, and asks each second what became due by time alone."""

    def __init__(self, url: str, services: Services, runners: dict[str, LoopRunner]) -> None:
        """`url` is the application's own login; listening takes a connection of its own."""
        self._url = url
        self._services = services
        self._runners = runners
        self._look_now = asyncio.Event()
        self._ended = False

    async def run(self) -> None:
        """Hear and look until ended."""
        await asyncio.gather(self._listen(), self._look_for_due())

    def end(self) -> None:
        """Stop hearing and looking."""
        self._ended = True
        self._look_now.set()

    def _heard(self, _connection: Any, _pid: int, _channel: str, payload: object) -> None:
        name, _, workspace_id = str(payload).partition(":")
        if name in self._runners:
            self._runners[name].wake(int(workspace_id))
        else:
            self._look_now.set()

    async def _listen(self) -> None:
        while not self._ended:
            with suppress(OSError, asyncpg.PostgresError):
                connection = await asyncpg.connect(self._url)
                await connection.add_listener(CHANNEL, self._heard)
                self._look_now.set()  # something may have been announced while nobody heard
                while not (self._ended or connection.is_closed()):  # noqa: ASYNC110 - it tells no event
                    await asyncio.sleep(LOOK_EVERY_S)
                await connection.close(timeout=2)
            if not self._ended:
                await asyncio.sleep(PAUSE_AFTER_FAILURE_S)

    async def _look_for_due(self) -> None:
        while not self._ended:
            try:
                await self._look()
            except Exception as error:  # noqa: BLE001 - the database may be away; it is asked again
                LOG.warning("due work could not be looked for", error=type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._look_now.wait(), LOOK_EVERY_S)
            self._look_now.clear()

    async def _look(self) -> None:
        async with self._services.database.tx() as tx:
            found = await tx.execute(
                FIND_DUE, {"business": tx.clock.now(), "real": tx.clock.real()}
            )
            due = [(row.workspace_id, row.work) for row in found]
        for workspace_id, work in due:
            if work in self._runners:
                self._runners[work].wake(workspace_id)
        counts = Counter(work for _, work in due)
        for name in self._runners:
            DUE.labels(name).set(counts[name])

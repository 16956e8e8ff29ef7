"""The loop that does runs: claim one, do it, end it; a killed one goes on where it stood."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

import structlog

from pondkeeper.domain import staff
from pondkeeper.domain.runs import actions
from pondkeeper.domain.runs.actions import Claimed, RunStopped
from pondkeeper.kit.db import Actor, Database, Tx
from pondkeeper.kit.doors import Doors
from pondkeeper.kit.errors import PondError

KEEP_EVERY_S = 15
LOG = structlog.get_logger(__name__)


class RunDoors(Doors, Protocol):
    """Doors that also know how each kind of run is done."""

    @property
    def run_kinds(self) -> "Mapping[str, RunHandler]":
        """Kind of run -> what does it."""
        ...


RunHandler = Callable[[Any, int, Claimed], Awaitable[None]]
"""(doors, workspace id, the run): opens its own transactions, ends with `runs.finish`."""


async def consume(doors: RunDoors, workspace_id: int) -> bool:
    """Do one run of the workspace; True when there was one."""
    async with doors.database.tx(workspace_id) as tx:
        run = await actions.claim(tx)
    if run is None:
        return False
    keeper = asyncio.create_task(_keep(doors.database, workspace_id, run))
    try:
        await doors.run_kinds[run.kind](doors, workspace_id, run)
        await _told(doors.database, workspace_id, run, "run.done")
    except RunStopped:
        async with doors.database.tx(workspace_id) as tx:
            await actions.stop(tx, run)
    except PondError as error:
        await _failed(doors.database, workspace_id, run, f"{error.detail} {error.hint}".strip())
    except Exception as error:
        LOG.exception("run failed", run=run.id, kind=run.kind)
        await _failed(
            doors.database, workspace_id, run, f"Unexpected: {type(error).__name__}; see the log."
        )
    finally:
        keeper.cancel()
    return True


async def _keep(database: Database, workspace_id: int, run: Claimed) -> None:
    while True:
        await asyncio.sleep(KEEP_EVERY_S)
        try:
            async with database.tx(workspace_id) as tx:
                await actions.keep(tx, run)
        except RunStopped:
            return


async def _failed(database: Database, workspace_id: int, run: Claimed, error: str) -> None:
    async with database.tx(workspace_id) as tx:
        await actions.fail(tx, run, error)
        await _tell(tx, run, "run.failed")


async def _told(database: Database, workspace_id: int, run: Claimed, kind: str) -> None:
    async with database.tx(workspace_id) as tx:
        await _tell(tx, run, kind)


async def _tell(tx: Tx, run: Claimed, kind: str) -> None:
    if run.requested_by:
        await staff.notify(
            tx, [run.requested_by], kind, {"run_kind": run.kind, "run_id": str(run.id)},
            link="/runs", once_key=f"{kind}:{run.id}",
        )


def system_actor(run: Claimed) -> Actor:
    """Return the actor of a run: the person who asked for it, through the system."""
    return Actor(kind="staff", id=run.requested_by) if run.requested_by else Actor.system()

"""Starting long work, keeping its progress with its data, ending it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import insert

from pondkeeper.domain.runs.models import Run
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import Conflict, NotFound
from pondkeeper.kit.wake import wake

SQL = SqlFolder(__package__)
LEASE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A run that this process works on until its lease ends."""

    id: int
    kind: str
    lease: int
    params: dict[str, Any]
    resume: dict[str, Any]
    requested_by: int | None


class RunStopped(Exception):
    """The run was cancelled, or another process took it over: leave it at once."""


async def start(
    tx: Tx, kind: str, params: dict[str, Any], *, total: int | None = None,
    waits_for_approval: bool = False,
) -> int:
    """Put long work on the list; it begins when this transaction commits. Returns its id."""
    made = (
        await tx.execute(
            insert(Run)
            .values(
                workspace_id=tx.workspace_id, kind=kind, params=params, total=total,
                state="waiting_approval" if waits_for_approval else "queued",
                requested_by=tx.actor.id if tx.actor.kind == "staff" else None,
                created_at=tx.clock.real(),
            )
            .returning(Run.id)
        )
    ).scalar_one()
    await wake(tx, "runs")
    return int(made)


async def claim(tx: Tx) -> Claimed | None:
    """Take the oldest run that nobody works on; a dead process's run is taken over."""
    now = tx.clock.real()
    found = await tx.rows(
        SQL.claim, into=Claimed, workspace_id=tx.workspace_id, now=now, until=now + LEASE
    )
    return found[0] if found else None


async def keep(tx: Tx, run: Claimed) -> None:
    """Hold the lease a while longer. Raises RunStopped when it is no longer ours."""
    until = tx.clock.real() + LEASE
    if not await tx.run(
        SQL.keep, workspace_id=tx.workspace_id, id=run.id, lease=run.lease, until=until
    ):
        raise RunStopped


async def progress(
    tx: Tx, run: Claimed, *, done: int, failed: int = 0, total: int | None = None,
    resume: dict[str, Any] | None = None,
) -> None:
    """Note how far the run is, in the transaction that did the work, so that both are true.

    `done` and `failed` are totals so far; `resume` is where to go on after a kill. Raises
    RunStopped when the run was cancelled or taken over: the step is then rolled back.
    """
    if not await tx.run(
        SQL.progress, workspace_id=tx.workspace_id, id=run.id, lease=run.lease, done=done,
        failed=failed, total=total, resume=resume,
    ):
        raise RunStopped


async def finish(
    tx: Tx, run: Claimed, *, result: dict[str, Any] | None = None, artefact_id: int | None = None
) -> None:
    """End the run well. Raises RunStopped as `progress` does."""
    if not await tx.run(
        SQL.finish, workspace_id=tx.workspace_id, id=run.id, lease=run.lease,
        result=result or {}, artefact_id=artefact_id, now=tx.clock.real(),
    ):
        raise RunStopped


async def fail(tx: Tx, run: Claimed, error: str) -> None:
    """End the run badly, with a sentence for the person who asked for it."""
    await tx.run(
        SQL.fail, workspace_id=tx.workspace_id, id=run.id, lease=run.lease, error=error,
        now=tx.clock.real(),
    )


async def cancel(tx: Tx, run_id: int) -> None:
    """Stop a run: at once when it has not begun, at its next step when it has."""
    changed = await tx.run(
        SQL.cancel, workspace_id=tx.workspace_id, id=run_id, now=tx.clock.real()
    )
    if not changed:
        raise Conflict("This run has ended.", hint="There is nothing to stop.")


async def release(tx: Tx, run_id: int) -> None:
    """Let a run begin that waited for a second person's yes. Raises NotFound."""
    if not await tx.run(SQL.release, workspace_id=tx.workspace_id, id=run_id):
        raise NotFound("No run waits for this approval.")
    await wake(tx, "runs")


async def stop(tx: Tx, run: Claimed) -> None:
    """Mark a cancelled run as ended."""
    await tx.run(SQL.stop, workspace_id=tx.workspace_id, id=run.id, now=tx.clock.real())

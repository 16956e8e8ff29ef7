"""Tasks are opened once for each cause, and done by a person."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import update

from pondkeeper.domain.tasks.models import Task
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import NotFound

SQL = SqlFolder(__package__)


@dataclass(frozen=True, slots=True)
class NewTask:
    """Something to do for one contact, opened once per (kind, once_key).

    Without `staff_id` it goes to the contact's owner; without an owner, to whoever takes it.
    """

    kind: str
    once_key: str
    contact_id: int | None = None
    staff_id: int | None = None
    params: dict[str, Any] = field(default_factory=dict)
    due_at: datetime | None = None


async def open_many(tx: Tx, tasks: Sequence[NewTask]) -> int:
    """Open tasks; how many are new. `due_at` defaults to now (business time)."""
    if not tasks:
        return 0
    now = tx.clock.now()
    return await tx.run(
        SQL.open_tasks,
        workspace_id=tx.workspace_id,
        kinds=[task.kind for task in tasks],
        once_keys=[task.once_key for task in tasks],
        contact_ids=[task.contact_id for task in tasks],
        staff_ids=[task.staff_id for task in tasks],
        params=[msgspec.json.encode(task.params).decode() for task in tasks],
        dues=[task.due_at or now for task in tasks],
        now=now,
    )


async def finish(tx: Tx, task_id: int) -> None:
    """Mark a task as done by the actor. Raises NotFound when it is not open."""
    done = await tx.execute(
        update(Task)
        .where(
            Task.workspace_id == tx.workspace_id, Task.id == task_id, Task.done_at.is_(None)
        )
        .values(
            done_at=tx.clock.now(), done_by=tx.actor.id if tx.actor.kind == "staff" else None
        )
        .returning(Task.id)
    )
    if done.first() is None:
        raise NotFound("This task is not open (any more).")

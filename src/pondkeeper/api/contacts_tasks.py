"""What there is to do for customers."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import get, post
from litestar.params import Parameter

from pondkeeper.api.door import Door
from pondkeeper.api.shapes import PageOf, Ref, ref
from pondkeeper.domain import tasks
from pondkeeper.kit.pagination import decode_cursor, encode_cursor

Limit = Annotated[int, Parameter(ge=1, le=200)]


class Task(msgspec.Struct):
    """Something to do; words are made from `kind` and `params`."""

    id: str
    kind: str
    params: dict[str, Any]
    contact: Ref | None
    staff: Ref | None
    due_at: datetime
    created_at: datetime


@get("/api/tasks")
async def list_tasks(
    *, door: Door, mine: bool = False, cursor: str | None = None, limit: Limit = 50
) -> PageOf[Task]:
    """List open tasks, due first; `mine` leaves those of colleagues out."""
    async with door.tx("contacts.read") as tx:
        after = None
        if cursor:
            due_at, task_id = decode_cursor(cursor, 2)
            after = (datetime.fromisoformat(due_at), int(task_id))
        staff_id = tx.actor.id if mine and tx.actor.kind == "staff" else None
        rows = await tasks.open_tasks(tx, staff_id=staff_id, after=after, limit=limit + 1)
    page = rows[:limit]
    last = page[-1] if len(rows) > limit else None
    following = encode_cursor(last["due_at"], last["id"]) if last else None
    return PageOf([_shown(row) for row in page], following, len(page), following is None)


@post("/api/tasks/{task_id:int}/completion", status_code=204)
async def finish_task(door: Door, task_id: int) -> None:
    """Say that a task is done."""
    door.about("task", task_id)
    async with door.tx("contacts.write") as tx:
        await tasks.finish(tx, task_id)


def _shown(row: Any) -> Task:
    return Task(
        id=str(row["id"]),
        kind=row["kind"],
        params=row["params"],
        contact=ref(row["contact_id"], row["contact_name"]),
        staff=ref(row["staff_id"], row["staff_name"]),
        due_at=row["due_at"],
        created_at=row["created_at"],
    )


ROUTES = (list_tasks, finish_task)

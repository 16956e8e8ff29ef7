"""Long work: its progress, stopping it, and what it left."""

from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote

import msgspec
from litestar import Response, get, post
from litestar.params import Parameter, QueryParameter

from pondkeeper.api.door import Door
from pondkeeper.api.shapes import PageOf, Ref, newest_page, number, ref
from pondkeeper.domain import runs, staff
from pondkeeper.kit.errors import Forbidden, NotFound

Limit = Annotated[int, Parameter(ge=1, le=200)]

GUARDED = {"export": "contacts.export", "import": "imports.write"}
"""Kinds of runs whose files hold customers' data -> the right to take them away."""
UNTOLD = {"actor"}
OF_OTHERS = UNTOLD | {"filter", "ids", "contact_id"}
"""What a run was told that names customers: shown to who began it, and to nobody else."""


class Artefact(msgspec.Struct):
    """A file that a run left: its result, or its rows with errors."""

    name: str
    size: int
    kind: str


class Run(msgspec.Struct):
    """Long work as the tray shows it."""

    id: str
    kind: str
    params: dict[str, Any]
    state: str
    done: int
    total: int | None
    failed: int
    eta_seconds: int | None
    error: str | None
    cancellable: bool
    artefact: Artefact | None
    created_by: Ref | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


@get("/api/runs")
async def list_runs(
    door: Door,
    status: Annotated[str | None, QueryParameter(name="state")] = None,
    kind: str | None = None,
    active: bool = False,  # noqa: FBT001, FBT002 - a query parameter
    cursor: str | None = None,
    limit: Limit = 30,
) -> PageOf[Run]:
    """List my long work, and others' where I may see it, newest first."""
    async with door.tx("runs.read") as tx:
        rows = await runs.list_runs(
            tx,
            state=status,
            kind=kind,
            active=active,
            before_id=number(cursor, "cursor"),
            limit=limit + 1,
        )
        now = tx.clock.real()
    return newest_page(rows, limit, lambda row: shape(row, now))


@get("/api/runs/{run_id:int}")
async def read_run(door: Door, run_id: int) -> Run:
    """Say how one run stands."""
    async with door.tx("runs.read") as tx:
        return shape(await runs.run(tx, run_id), tx.clock.real())


@post("/api/runs/{run_id:int}/cancellation", status_code=200)
async def cancel_run(door: Door, run_id: int) -> Run:
    """Stop a run."""
    door.about("run", run_id)
    async with door.tx("imports.write") as tx:
        await runs.run(tx, run_id)
        await runs.cancel(tx, run_id)
        return shape(await runs.run(tx, run_id), tx.clock.real())


@get("/api/runs/{run_id:int}/artefact")
async def read_artefact(door: Door, run_id: int) -> Response[bytes]:
    """Hand out what the run left; a file with customers in it is written down as taken."""
    async with door.tx("runs.read") as tx:
        row = await runs.run(tx, run_id)
        if _may_take(door, row):
            await staff.audit(tx, "run.artefact.read", "run", run_id, kind=row["kind"])
        if row["artefact_id"] is None:
            raise NotFound("This run left no file.")
        file = await runs.file(tx, row["artefact_id"])
        body = await runs.body(tx, file.id)
    disposition = f"attachment; filename*=UTF-8''{quote(file.name)}"
    return Response(body, media_type=file.media_type, headers={"Content-Disposition": disposition})


def _may_take(door: Door, row: Any) -> bool:
    """Whether the file is guarded. Raises Forbidden when it is and the actor may not have it."""
    right = GUARDED.get(row["kind"].partition(".")[0])
    if right is None:
        return False
    if right not in door.actor.rights:
        raise Forbidden("You may not take this.", hint=f"Ask an owner for the right '{right}'.")
    if door.actor.scope != "all" and row["requested_by"] != door.actor.id:
        raise Forbidden("Somebody else asked for this file.", hint="Start a run of your own.")
    return True


def shape(row: Any, now: datetime) -> Run:
    """Return a run's row as it goes out; `now` is real time, for what is left to wait."""
    untold = UNTOLD if row["mine"] else OF_OTHERS
    asked_to_stop = row["cancel_asked_at"] is not None and row["state"] == "running"
    return Run(
        id=str(row["id"]),
        kind=row["kind"],
        params={key: value for key, value in row["params"].items() if key not in untold},
        state="cancelling" if asked_to_stop else row["state"],
        done=row["done"],
        total=row["total"],
        failed=row["failed"],
        eta_seconds=_eta(row, now),
        error=row["error"] or None,
        cancellable=row["state"] in {"waiting_approval", "queued", "running"} and not asked_to_stop,
        artefact=_artefact(row),
        created_by=ref(row["requested_by"], row["requested_name"]),
        created_at=row["created_at"],
        started_at=row["started_at"],
        finished_at=row["finished_at"],
    )


def _artefact(row: Any) -> Artefact | None:
    if row["artefact_id"] is None:
        return None
    kind = row["result"].get("artefact", "result")
    return Artefact(row["artefact_name"], row["artefact_size"], kind)


def _eta(row: Any, now: datetime) -> int | None:
    if row["state"] != "running" or not row["total"] or not row["done"] or not row["started_at"]:
        return None
    elapsed = (now - row["started_at"]).total_seconds()
    return int(elapsed / row["done"] * max(row["total"] - row["done"], 0))


ROUTES = (list_runs, read_run, cancel_run, read_artefact)

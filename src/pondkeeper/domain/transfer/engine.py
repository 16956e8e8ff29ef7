"""The run that imports a file: batch by batch, each with its progress in one transaction.

After a kill the next process reads the file from its start, passes over what is committed and
goes on; a batch that was not committed left nothing. Two batches are written side by side
(`lanes.py`), but committed in their order.
"""

import asyncio
import csv
import gc
import io
from collections.abc import Iterator
from contextlib import aclosing, contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from pondkeeper.domain import profiles, runs
from pondkeeper.domain.runs import Claimed
from pondkeeper.domain.transfer import values
from pondkeeper.domain.transfer.actions import batches, load_upload
from pondkeeper.domain.transfer.lanes import Lanes, Turn
from pondkeeper.domain.transfer.models import Upload
from pondkeeper.domain.transfer.rows import Batch
from pondkeeper.domain.transfer.tables import Record, fitted
from pondkeeper.domain.transfer.writing import SQL, Named, Written, name, write
from pondkeeper.kit.db import Database, Tx
from pondkeeper.kit.doors import Doors

BOM = "\ufeff"
REASON = "原因 / reason"
LINE = "行 / line"
LOOK_AGAIN_S = 0.2
GARBAGE = 100_000


@dataclass(slots=True)
class State:
    """How far the run is: kept with the run, in the transaction of each batch."""

    records: int = 0
    done: int = 0
    failed: int = 0
    created: int = 0
    conflicts: int = 0
    errors_id: int | None = None
    errors_pieces: int = 0
    errors_size: int = 0


async def run_import(doors: Doors, workspace_id: int, run: Claimed) -> None:
    """Import the run's upload from where it stands to its end."""
    database, state = doors.database, State(**run.resume)
    async with database.tx(workspace_id) as tx:
        upload = await load_upload(tx, int(run.params["upload_id"]))
    with seldom_collecting():
        await _write_all(database, run, state, upload)
    if upload.kind != "costs":
        await _work_out_profiles(doors, workspace_id, run, state)
    if upload.kind == "orders":
        await profiles.keep_cuts(database, workspace_id)
    async with database.tx(workspace_id) as tx:
        await _finish(tx, run, state)


async def _write_all(database: Database, run: Claimed, state: State, upload: Upload) -> None:
    actor, lanes = runs.system_actor(run), Lanes()

    async def write_one(batch: Batch, named: Named, turn: Turn) -> None:
        async with database.tx(upload.workspace_id, actor) as tx:
            written = await write(tx, upload.kind, batch, named)
            await turn.come()
            await _note(tx, state, upload, batch, written)
            await _progress(tx, run, state)

    rows = batches(database, upload, upload.mapping or {}, skip=state.records)
    try:
        async with aclosing(rows) as following:
            async for batch in following:
                # Sources and tags first, for good: else the two batches would wait for each other.
                async with database.tx(upload.workspace_id, actor) as tx:
                    named = await name(tx, upload.kind, batch)
                await lanes.begin(batch, partial(write_one, batch, named))
            await lanes.end()
    finally:
        await lanes.stop()


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Look for dead cycles less often: a batch is a million objects, all alive, none in a cycle."""
    kept = gc.get_threshold()
    gc.set_threshold(GARBAGE, *kept[1:])
    try:
        yield
    finally:
        gc.set_threshold(*kept)


async def _progress(tx: Tx, run: Claimed, state: State) -> None:
    await runs.progress(
        tx, run, done=state.done, failed=state.failed, resume=asdict(state)
    )


async def _note(
    tx: Tx, state: State, upload: Upload, batch: Batch, written: Written
) -> None:
    state.records = batch.last
    state.done += len(batch.rows) + len(batch.failed)
    state.failed += len(batch.failed)
    state.created += written.created
    state.conflicts += len(written.conflicts)
    complaints = [(bad.line, bad.record, bad.message) for bad in batch.failed]
    complaints += [
        (batch.lines[place], batch.records[place], values.REASONS["conflict"])
        for place in written.conflicts
    ]
    if complaints:
        await _complain(tx, state, upload, sorted(complaints, key=lambda one: one[0]))


async def _complain(
    tx: Tx, state: State, upload: Upload, complaints: list[tuple[int, Record, str]]
) -> None:
    """Write the next piece of the file of errors: the rows as they came, and why."""
    text = io.StringIO()
    writer = csv.writer(text)
    if state.errors_id is None:
        name = f"{upload.name.rsplit('.', 1)[0]} errors.csv"
        state.errors_id = await runs.open_file(tx, name, "text/csv")
        text.write(BOM)
        writer.writerow([*upload.columns, LINE, REASON])
    for line, record, message in complaints:
        writer.writerow([*fitted(record, len(upload.columns)), line, message])
    body = text.getvalue().encode()
    for start in range(0, len(body), runs.PIECE):
        piece = body[start : start + runs.PIECE]
        await runs.append(tx, state.errors_id, state.errors_pieces, piece)
        state.errors_pieces += 1
    state.errors_size += len(body)
    await runs.close_file(tx, state.errors_id, state.errors_size)


async def _work_out_profiles(
    doors: Doors, workspace_id: int, run: Claimed, state: State
) -> None:
    """Wait until everybody imported is in the customer list; the profiles' own loop helps."""
    while True:
        if await profiles.consume(doors, workspace_id):
            continue
        async with doors.database.tx(workspace_id) as tx:
            await _progress(tx, run, state)
            if not await tx.value(SQL.dirty, workspace_id=workspace_id):
                return
        await asyncio.sleep(LOOK_AGAIN_S)


async def _finish(tx: Tx, run: Claimed, state: State) -> None:
    result: dict[str, Any] = {
        "created": state.created,
        "known": state.done - state.failed - state.created,
        "failed": state.failed,
        "conflicts": state.conflicts,
        "artefact": "errors",
    }
    await runs.finish(tx, run, result=result, artefact_id=state.errors_id)

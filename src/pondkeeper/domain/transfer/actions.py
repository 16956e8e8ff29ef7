"""A file comes in: kept, tried, and sent on its way as a run."""

import asyncio
import hashlib
import io
from collections.abc import AsyncGenerator, Mapping
from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import BinaryIO

from sqlalchemy import insert, select, update

from pondkeeper.domain import runs
from pondkeeper.domain.transfer.fields import BY_FACE, FIELDS, KINDS
from pondkeeper.domain.transfer.models import Upload
from pondkeeper.domain.transfer.rows import Batch, Failed, Reader
from pondkeeper.domain.transfer.sealed import SealedFile
from pondkeeper.domain.transfer.tables import Analysis, Form, read
from pondkeeper.domain.transfer.writing import SQL, Trial, ground_of
from pondkeeper.kit.db import Database, Tx
from pondkeeper.kit.errors import Conflict, FieldError, InvalidInput, NotFound

BATCH = 10_000
READ_AHEAD = 1 << 17
ERRORS_SHOWN = 20
MEDIA_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Trying:
    """What an import would do: all rows, and the first errors."""

    rows: int
    creates: int
    updates: int
    skips: int
    failed: int
    errors: list[Failed]


async def keep_upload(
    tx: Tx, kind: str, name: str, file: BinaryIO, analysis: Analysis
) -> int:
    """Keep a file, encrypted piece by piece, with what was found in it; returns the upload's id.

    Raises InvalidInput for a kind there is not.
    """
    if kind not in KINDS:
        error = FieldError("kind", f"One of {', '.join(KINDS)}.")
        raise InvalidInput("There is no such kind of import.", errors=[error])
    shown = PurePath(name.replace("\\", "/")).name[:200] or f"{kind}.{analysis.form.format}"
    file_id = await runs.open_file(tx, shown, MEDIA_TYPES[analysis.form.format])
    digest, size, place = hashlib.sha256(), 0, 0
    await asyncio.to_thread(file.seek, 0)
    while piece := await asyncio.to_thread(file.read, runs.PIECE):
        digest.update(piece)
        await runs.append(tx, file_id, place, piece)
        size, place = size + len(piece), place + 1
    await runs.close_file(tx, file_id, size)
    options = asdict(analysis.form) | {"digest": digest.hexdigest()}
    made = await tx.execute(
        insert(Upload)
        .values(
            workspace_id=tx.workspace_id, kind=kind, name=shown, format=analysis.form.format,
            blob_id=file_id, row_count=analysis.rows, columns=analysis.columns, options=options,
            uploaded_by=tx.actor.id if tx.actor.kind == "staff" else None,
            created_at=tx.clock.real(),
        )
        .returning(Upload.id)
    )
    return int(made.scalar_one())


async def start_import(tx: Tx, upload_id: int, mapping: Mapping[str, str]) -> int:
    """Import the file as a run; returns the run's id, also when it was asked for before.

    Raises NotFound, InvalidInput for a mapping that does not fit.
    """
    upload = await load_upload(tx, upload_id)
    if upload.run_id is not None:
        return upload.run_id
    check_mapping(upload, mapping)
    params = {"file": upload.name, "count": upload.row_count, "upload_id": str(upload_id)}
    run_id = await runs.start(tx, f"import.{upload.kind}", params, total=upload.row_count)
    taken = await tx.execute(
        update(Upload)
        .where(
            Upload.workspace_id == tx.workspace_id, Upload.id == upload_id, Upload.run_id.is_(None)
        )
        .values(mapping=dict(mapping), run_id=run_id)
    )
    if not taken.rowcount:
        raise Conflict("This file was sent on its way at the same moment.")
    return run_id


async def try_import(
    database: Database, workspace_id: int, upload_id: int, mapping: Mapping[str, str]
) -> Trying:
    """Read the whole file and look up what is known; nothing is written. Raises as above.

    `updates` are known people to whom a row adds a phone or an id.
    """
    async with database.tx(workspace_id) as tx:
        upload = await load_upload(tx, upload_id)
    check_mapping(upload, mapping)
    trial, rows, failed, errors = Trial(), 0, 0, list[Failed]()
    async for batch in batches(database, upload, mapping):
        rows += len(batch.rows) + len(batch.failed)
        failed += len(batch.failed)
        errors += batch.failed[: ERRORS_SHOWN - len(errors)]
        async with database.tx(workspace_id) as tx:
            await trial.look_up(tx, upload.kind, batch)
    return Trying(rows, trial.creates, trial.updates, trial.skips, failed, errors)


async def load_upload(tx: Tx, upload_id: int) -> Upload:
    """Return what is known of an upload. Raises NotFound."""
    found = await tx.execute(
        select(*Upload.__table__.c).where(
            Upload.workspace_id == tx.workspace_id, Upload.id == upload_id
        )
    )
    row = found.mappings().one_or_none()
    if row is None:
        raise NotFound("There is no such upload.")
    return Upload(**row)


async def find_open_import(tx: Tx, kind: str, digest: str) -> int | None:
    """Return the run that imports, or half imported, the file with this SHA-256 (hex)."""
    found: int | None = await tx.value(
        SQL.open_import, workspace_id=tx.workspace_id, kind=kind, digest=digest
    )
    return found


def check_mapping(upload: Upload, mapping: Mapping[str, str]) -> None:
    """Raise InvalidInput when a field or column is not there, used twice or missing."""
    fields = {field.key: field for field in FIELDS[upload.kind]}
    errors = [FieldError(key, "There is no such field.") for key in mapping if key not in fields]
    errors += [
        FieldError(key, f"The file has no column '{name}'.")
        for key, name in mapping.items()
        if name not in upload.columns
    ]
    errors += [
        FieldError(key, "Choose a column.")
        for key, field in fields.items()
        if field.required and key not in mapping
    ]
    if upload.kind != "costs" and not set(BY_FACE) & set(mapping):
        wanted = "Choose a column with phone numbers or ids, to know people by."
        errors.append(FieldError("phone", wanted))
    if errors:
        raise InvalidInput("The columns do not fit.", errors=errors)


async def batches(
    database: Database, upload: Upload, mapping: Mapping[str, str], *, skip: int = 0
) -> AsyncGenerator[Batch, None]:
    """Yield the rows of an upload after the first `skip` records, the next batch read meanwhile.

    Reading and judging happen in a thread: the process does its other work beside.
    """
    async with database.tx(upload.workspace_id) as tx:
        ground = await ground_of(tx)
        file = await runs.file(tx, upload.blob_id)
    loop = asyncio.get_running_loop()
    sealed = SealedFile(database, upload.workspace_id, file.id, file.size, loop)
    options = upload.options
    form = Form(options["format"], options["encoding"], options["delimiter"])
    reader = Reader(upload.kind, upload.columns, mapping, ground)
    records = read(io.BufferedReader(sealed, READ_AHEAD), form)
    read_batches = reader.batches(records, skip=skip, size=BATCH)

    def following() -> Batch | None:
        return next(read_batches, None)

    def first() -> Batch | None:
        next(records, None)
        return following()

    reading = asyncio.create_task(asyncio.to_thread(first))
    try:
        while (batch := await reading) is not None:
            reading = asyncio.create_task(asyncio.to_thread(following))
            yield batch
    finally:
        await asyncio.wait([reading])  # its thread needs this loop to end
        reading.exception()

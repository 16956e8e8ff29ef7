"""Files that come in: upload, choice of columns, dry run, and the run that imports."""

import asyncio
from typing import Any

import msgspec
from litestar import post
from litestar.datastructures import UploadFile
from litestar.params import JSONBody, MultipartBody

from pondkeeper.api.door import Door
from pondkeeper.api.runs import Run, shape
from pondkeeper.domain import runs, transfer

SAMPLES = 5
PREVIEW = 10


class ImportForm(msgspec.Struct):
    """The file and what it holds: contacts, orders or costs."""

    kind: str
    file: UploadFile


class Column(msgspec.Struct):
    """A column of the file, and the field it probably fills."""

    name: str
    samples: list[str]
    guess: str | None


class ImportField(msgspec.Struct):
    """What can be filled."""

    key: str
    required: bool


class Upload(msgspec.Struct):
    """A file that was read once, ready to have its columns chosen."""

    upload_id: str
    kind: str
    file_name: str
    rows: int | None
    columns: list[Column]
    fields: list[ImportField]
    preview: list[list[str]]


class MappingRequest(msgspec.Struct):
    """Field -> the file's column name."""

    mapping: dict[str, str]


class RowError(msgspec.Struct):
    """A row that can not be imported; the headings are row 1."""

    row: int
    column: str | None
    value: str
    message: str


class DryRun(msgspec.Struct):
    """What would happen, with the first 20 errors."""

    rows: int
    creates: int
    updates: int
    skips: int
    failed: int
    errors: list[RowError]


@post("/api/imports", status_code=201)
async def upload_file(door: Door, data: MultipartBody[ImportForm]) -> Upload:
    """Keep a file, sealed, and say what its columns probably are."""
    file: Any = data.file.file
    async with door.tx("imports.write") as tx:
        analysis = await asyncio.to_thread(transfer.analyse, file)
        upload_id = await transfer.keep_upload(tx, data.kind, data.file.filename, file, analysis)
        upload = await transfer.load_upload(tx, upload_id)
        door.about("upload", upload_id, kind=data.kind, rows=analysis.rows)
    return _shape(upload, analysis)


@post("/api/imports/{upload_id:int}/dry-run", status_code=200)
async def try_import(door: Door, upload_id: int, data: JSONBody[MappingRequest]) -> DryRun:
    """Read the whole file and say what would happen; nothing is imported."""
    door.about("upload", upload_id)
    async with door.tx("imports.write") as tx:
        await transfer.load_upload(tx, upload_id)
    tried = await transfer.try_import(
        door.services.database, door.workspace_id, upload_id, data.mapping
    )
    return DryRun(
        tried.rows, tried.creates, tried.updates, tried.skips, tried.failed,
        [RowError(bad.line, bad.column, bad.value, bad.message) for bad in tried.errors],
    )


@post("/api/imports/{upload_id:int}/commit", status_code=202)
async def commit_import(door: Door, upload_id: int, data: JSONBody[MappingRequest]) -> Run:
    """Start the import; asked twice it is the same run."""
    door.about("upload", upload_id)
    async with door.tx("imports.write") as tx:
        run_id = await transfer.start_import(tx, upload_id, data.mapping)
        return shape(await runs.run(tx, run_id), tx.clock.real())


def _shape(upload: transfer.Upload, analysis: transfer.Analysis) -> Upload:
    guessed = transfer.guess(upload.kind, analysis.columns, analysis.sample)
    field_of = {column: field for field, column in guessed.items()}
    columns = [
        Column(name, _samples(analysis, place), field_of.get(name))
        for place, name in enumerate(analysis.columns)
    ]
    fields = [ImportField(field.key, field.required) for field in transfer.FIELDS[upload.kind]]
    return Upload(
        upload_id=str(upload.id), kind=upload.kind, file_name=upload.name, rows=analysis.rows,
        columns=columns, fields=fields, preview=analysis.sample[:PREVIEW],
    )


def _samples(analysis: transfer.Analysis, place: int) -> list[str]:
    cells = dict.fromkeys(record[place][:80] for record in analysis.sample if record[place])
    return list(cells)[:SAMPLES]


ROUTES = (upload_file, try_import, commit_import)

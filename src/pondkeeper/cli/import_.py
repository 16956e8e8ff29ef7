"""Import contacts, orders or costs from a CSV or XLSX file, after a dry run.

Speaks to the database itself, as the application's login, whether the product runs or not: the
import is a run like one begun in the console, and whichever process is first does it. After a
kill the same command goes on where it stood; the same file twice changes nothing.
"""

import argparse
import asyncio
import hashlib
import sys
from collections.abc import Mapping
from contextlib import suppress
from io import BufferedReader
from pathlib import Path
from typing import Any

import asyncpg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from pondkeeper.api.services import Services
from pondkeeper.domain import runs, transfer
from pondkeeper.kit.crypto import KeysUnusable
from pondkeeper.kit.errors import PondError
from pondkeeper.runtime.cluster import Urls
from pondkeeper.runtime.home import Home, Trouble, find_home
from pondkeeper.runtime.postgres import Postgres
from pondkeeper.runtime.product import USUAL_PORT, given_database
from pondkeeper.runtime.services import Settings, open_services

LOOK_EVERY_S = 0.2
POOL = 4
ENDED = {"done", "failed", "cancelled"}
SHOW = Console(markup=False)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=transfer.KINDS)
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--map", action="append", default=[], metavar="FIELD=COLUMN",
        help="fill a field from a column; an empty column leaves the field out",
    )
    parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
    parser.add_argument("--yes", action="store_true", help="do not ask before importing")
    parser.add_argument("--brand", help="name or number of the brand, when there are several")
    parser.add_argument("--demo", action="store_true", help="import into the demo")


def run(args: argparse.Namespace) -> int:
    if not args.file.is_file():
        raise Trouble(f"there is no file {args.file}")
    home = find_home()
    if args.demo:
        home = Home(home.root / "demo")
    postgres = Postgres(home)
    try:
        return asyncio.run(_import(args, home, given_database() or postgres.start()))
    except PondError as error:
        fields = "".join(f"\n  {one.field}: {one.message}" for one in error.errors)
        raise Trouble(f"{error.detail} {error.hint}{fields}".strip()) from error
    except KeysUnusable as error:
        raise Trouble(str(error)) from error
    finally:
        postgres.stop()


async def _import(args: argparse.Namespace, home: Home, urls: Urls) -> int:
    brand_id = await _brand(urls.owner_url, args.brand)
    settings = Settings(urls.database_url, home.root, USUAL_PORT, f"http://127.0.0.1:{USUAL_PORT}")
    async with open_services(settings, pool=POOL) as services:
        with args.file.open("rb") as file:
            run_id = await _begun(services, brand_id, args.kind, file)
            if run_id is None:
                run_id = await _begin(services, brand_id, args, file)
        return 0 if run_id is None else await _follow(services, brand_id, run_id, args.file)


async def _brand(owner_url: str, wanted: str | None) -> int:
    connection = await asyncpg.connect(owner_url)
    try:
        brands = await connection.fetch("select id, name from workspace order by id")
    except asyncpg.UndefinedTableError as error:
        raise Trouble("there is no brand yet: run `pond up` and set it up first") from error
    finally:
        await connection.close()
    fitting = [row["id"] for row in brands if wanted in (None, row["name"], str(row["id"]))]
    if len(fitting) != 1:
        named = "; ".join(f"{row['id']} {row['name']}" for row in brands) or "none yet"
        raise Trouble(f"name the brand with --brand; there are: {named}")
    return int(fitting[0])


async def _begun(services: Services, brand_id: int, kind: str, file: BufferedReader) -> int | None:
    """Return the run that imports this very file already, or was killed while it did."""
    digest = (await asyncio.to_thread(hashlib.file_digest, file, "sha256")).hexdigest()
    async with services.database.tx(brand_id) as tx:
        run_id = await transfer.find_open_import(tx, kind, digest)
    if run_id is not None:
        SHOW.print(f"The import of this file is under way (run {run_id}): going on.")
    return run_id


async def _begin(
    services: Services, brand_id: int, args: argparse.Namespace, file: BufferedReader
) -> int | None:
    """Keep the file, try it, ask, begin. None when it was only tried or was not wanted."""
    await asyncio.to_thread(file.seek, 0)
    analysis = await asyncio.to_thread(transfer.analyse, file)
    mapping = _mapping(args, analysis)
    async with services.database.tx(brand_id) as tx:
        upload_id = await transfer.keep_upload(tx, args.kind, args.file.name, file, analysis)
    _show_mapping(args.kind, mapping)
    tried = await transfer.try_import(services.database, brand_id, upload_id, mapping)
    _show_trial(tried)
    if args.dry_run or tried.rows == tried.failed or not _wanted(args):
        return None
    async with services.database.tx(brand_id) as tx:
        return await transfer.start_import(tx, upload_id, mapping)


def _mapping(args: argparse.Namespace, analysis: transfer.Analysis) -> dict[str, str]:
    mapping = transfer.guess(args.kind, analysis.columns, analysis.sample)
    for given in args.map:
        field, sign, column = given.partition("=")
        if not sign:
            raise Trouble(f"--map takes FIELD=COLUMN, not '{given}'")
        mapping[field.strip()] = column.strip()
    return {field: column for field, column in mapping.items() if column}


def _wanted(args: argparse.Namespace) -> bool:
    return args.yes or not sys.stdin.isatty() or input("Import? [y/N] ").strip().lower() == "y"


def _show_mapping(kind: str, mapping: Mapping[str, str]) -> None:
    table = Table("field", "column")
    for field in transfer.FIELDS[kind]:
        if field.key in mapping or field.required:
            table.add_row(field.key, mapping.get(field.key, "not found: use --map"))
    SHOW.print(table)
    others = [field.key for field in transfer.FIELDS[kind] if field.key not in mapping]
    SHOW.print(f"left out: {', '.join(others) or 'nothing'}")


def _show_trial(tried: transfer.Trying) -> None:
    SHOW.print(
        f"{tried.rows:,} rows: {tried.creates:,} new, {tried.updates:,} known with something new, "
        f"{tried.skips:,} known, {tried.failed:,} with errors"
    )
    if tried.errors:
        table = Table("line", "column", "value", "reason", title="The first errors")
        for bad in tried.errors:
            table.add_row(str(bad.line), bad.column or "", bad.value, bad.message)
        SHOW.print(table)


async def _follow(services: Services, brand_id: int, run_id: int, file: Path) -> int:
    working = asyncio.create_task(_work(services, brand_id))
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
    )
    try:
        with Progress(*columns, console=SHOW) as progress:
            bar = progress.add_task("importing")
            while (row := await _look(services, brand_id, run_id))["state"] not in ENDED:
                progress.update(bar, completed=row["done"], total=row["total"])
                await asyncio.wait([working], timeout=LOOK_EVERY_S)
                if working.done():
                    working.result()
            progress.update(bar, completed=row["done"], total=row["total"])
    finally:
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
    return await _told(services, brand_id, row, file)


async def _work(services: Services, brand_id: int) -> None:
    """Do the brand's runs here, unless the product's own worker is quicker."""
    while True:
        if not await runs.consume(services, brand_id):
            await asyncio.sleep(LOOK_EVERY_S)


async def _look(services: Services, brand_id: int, run_id: int) -> Any:
    async with services.database.tx(brand_id) as tx:
        return await runs.run(tx, run_id)


async def _told(services: Services, brand_id: int, row: Any, file: Path) -> int:
    """Say how it ended, and put the file of errors beside the one imported."""
    if row["state"] != "done":
        raise Trouble(f"the import {row['state']}: {row['error'] or 'it was stopped'}")
    result = row["result"]
    SHOW.print(
        f"{result['created']:,} new, {result['known']:,} known, {result['failed']:,} with errors"
    )
    if row["artefact_id"] is not None:
        async with services.database.tx(brand_id) as tx:
            body = await runs.body(tx, row["artefact_id"])
        beside = file.with_name(row["artefact_name"])
        await asyncio.to_thread(beside.write_bytes, body)
        SHOW.print(f"rows with errors, each with its reason: {beside}")
    return 0

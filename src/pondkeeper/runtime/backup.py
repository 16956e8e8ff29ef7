"""One file that holds the whole database as of one moment, and says what it is.

The file: one line that names the format, a manifest as JSON padded to a fixed length, and then
what pg_dump wrote (custom format). A file that is not whole is recognised by its length and hash.
"""

import asyncio
import hashlib
import os
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import asyncpg
import msgspec

from pondkeeper import __version__
from pondkeeper.kit.clock import SystemClock
from pondkeeper.runtime.binaries import Binaries
from pondkeeper.runtime.cluster import Urls
from pondkeeper.runtime.home import Home, Trouble
from pondkeeper.runtime.keyfile import fingerprints, home_keys
from pondkeeper.runtime.pgtools import CHUNK, dump, find_tools
from pondkeeper.runtime.product import VERSIONS, newest_revision, role_of

FIRST_LINE = b"pondkeeper backup 1\n"
HEAD = 1 << 16
"""Bytes before the archive; the manifest is padded to it."""
GRANTS = """
select 'table' as kind, quote_ident(c.relname) as name, '' as part, a.privilege_type as privilege
from pg_class c, aclexplode(c.relacl) a
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v')
  and a.grantee = $1::text::regrole
union all
select 'sequence', quote_ident(c.relname), '', a.privilege_type
from pg_class c, aclexplode(c.relacl) a
where c.relnamespace = 'public'::regnamespace and c.relkind = 'S'
  and a.grantee = $1::text::regrole
union all
select 'table', quote_ident(c.relname), quote_ident(t.attname), a.privilege_type
from pg_class c join pg_attribute t on t.attrelid = c.oid, aclexplode(t.attacl) a
where c.relnamespace = 'public'::regnamespace and a.grantee = $1::text::regrole
union all
select 'schema', quote_ident(n.nspname), '', a.privilege_type
from pg_namespace n, aclexplode(n.nspacl) a
where n.nspname = 'public' and a.grantee = $1::text::regrole
order by 1, 2, 3, 4
"""


class BackupUnusable(Trouble):
    """The file cannot be restored; the text says why. Nothing was changed."""


class House(msgspec.Struct, frozen=True):
    """By what an installation is known again: when it began and when it was set up."""

    first_business_at: datetime
    set_up_at: datetime | None


class Manifest(msgspec.Struct, frozen=True):
    """What a backup says of itself. `grants` are [kind, name, column, privilege]."""

    version: str
    revision: str
    epoch: int
    taken_at: datetime
    business_at: datetime
    house: House
    keys: dict[str, str]
    grants: list[tuple[str, str, str, str]]
    bytes: int = 0
    sha256: str = ""


def backup(home: Home, urls: Urls, target: Path, tools: Binaries | None = None) -> Manifest:
    """Write the database of `urls` to `target` (mode 600), whole or not at all.

    Works while the product runs. The keys are not in it. Raises Trouble.
    """
    begun = asyncio.run(_describe(home, urls))
    beside = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        with os.fdopen(os.open(beside, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            made = _write(file, begun, tools or find_tools(home), urls.owner_url)
        beside.replace(target)
        _settle(target.parent)
    except OSError as error:
        raise BackupUnusable(f"{target} cannot be written ({error.strerror}).") from error
    finally:
        beside.unlink(missing_ok=True)
    return made


def read_manifest(path: Path) -> Manifest:
    """Return what a backup says of itself, having read all of it.

    Raises BackupUnusable when it is cut short, altered, or made by a newer version.
    """
    try:
        with path.open("rb") as file:
            manifest = _manifest(path, file.read(HEAD))
            size, digest = _measure(file)
    except OSError as error:
        raise BackupUnusable(f"{path} cannot be read ({error.strerror}).") from error
    if size != manifest.bytes:
        raise BackupUnusable(
            f"{path} is not whole: {size:,} bytes of data where {manifest.bytes:,} were written. "
            "Copy it again from where it was kept."
        )
    if digest != manifest.sha256:
        raise BackupUnusable(f"{path} was altered or damaged: its data does not fit its hash.")
    known = {found.stem.split("_")[0] for found in VERSIONS.glob("[0-9]*.py")}
    if manifest.revision not in known:
        raise BackupUnusable(
            f"{path} was made by Pondkeeper {manifest.version} with tables of revision "
            f"{manifest.revision}; this is {__version__} and knows up to {newest_revision()}. "
            "Install that version or a newer one, then restore."
        )
    return manifest


async def _describe(home: Home, urls: Urls) -> Manifest:
    taken_at = SystemClock().real()  # before the data is read: later than this may be missing
    connection = await asyncpg.connect(urls.owner_url, statement_cache_size=0)
    try:
        row = await connection.fetchrow(
            "select epoch, steered_at, first_business_at, set_up_at,"
            " (select version_num from alembic_version) as revision from installation"
        )
        grants = await connection.fetch(GRANTS, role_of(urls.database_url))
    except asyncpg.UndefinedTableError as error:
        raise BackupUnusable("There is nothing to back up: the database has no tables.") from error
    finally:
        await connection.close()
    return Manifest(
        version=__version__,
        revision=row["revision"],
        epoch=row["epoch"],
        taken_at=taken_at,
        business_at=row["steered_at"] or taken_at,
        house=House(row["first_business_at"], row["set_up_at"]),
        keys=fingerprints(home_keys(home, os.environ.get("POND_KEYS"))),
        grants=[tuple(grant) for grant in grants],
    )


def _write(file: Any, begun: Manifest, tools: Binaries, owner_url: str) -> Manifest:
    counted, digest = [0], hashlib.sha256()
    file.write(bytes(HEAD))

    def keep(piece: bytes) -> None:
        file.write(piece)
        digest.update(piece)
        counted[0] += len(piece)

    dump(tools, owner_url, keep)
    made = msgspec.structs.replace(begun, bytes=counted[0], sha256=digest.hexdigest())
    head = FIRST_LINE + msgspec.json.encode(made)
    if len(head) >= HEAD:
        raise BackupUnusable("The manifest is too long.")
    file.seek(0)
    file.write(head.ljust(HEAD - 1) + b"\n")
    file.flush()
    os.fsync(file.fileno())
    return made


def _settle(folder: Path) -> None:
    """Have the folder's new entry on disk before anybody counts on it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _manifest(path: Path, head: bytes) -> Manifest:
    if not head.startswith(FIRST_LINE):
        raise BackupUnusable(f"{path} is not a backup written by `pond backup`.")
    try:
        return msgspec.json.decode(head[len(FIRST_LINE) :], type=Manifest)
    except msgspec.DecodeError as error:
        raise BackupUnusable(f"{path} is not whole, or not of this version's form.") from error


def _measure(file: BinaryIO) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    while piece := file.read(CHUNK):
        size += len(piece)
        digest.update(piece)
    return size, digest.hexdigest()

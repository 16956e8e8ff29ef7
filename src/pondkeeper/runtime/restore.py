"""A backup takes the place of the database: wholly, or not at all.

The archive is read into a database beside the present one and made ready there; two renames in
one transaction then swap them. Whatever kills the restore before that leaves the old database,
whatever kills it after leaves the new one, with its hold in place.
"""

import asyncio
import base64
import fcntl
import json
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import asyncpg

from pondkeeper.kit import journal
from pondkeeper.kit.clock import SystemClock
from pondkeeper.kit.crypto import Keyring
from pondkeeper.kit.journal import ErasedLine
from pondkeeper.migrations.migrate import migrate
from pondkeeper.runtime import pgtools, restored
from pondkeeper.runtime.backup import HEAD, Manifest
from pondkeeper.runtime.binaries import Binaries
from pondkeeper.runtime.cluster import Urls
from pondkeeper.runtime.home import Home, Trouble, write_private
from pondkeeper.runtime.keyfile import KeysRefused, fingerprints, home_keys
from pondkeeper.runtime.leftovers import BEFORE, UNFINISHED
from pondkeeper.runtime.pgtools import quoted
from pondkeeper.runtime.postgres import Postgres
from pondkeeper.runtime.product import given_database, role_of
from pondkeeper.runtime.restored import Before

EPOCH_NOTE = "epoch.json"
LIKE_OURS = (
    " template template0 encoding 'UTF8' locale_provider builtin builtin_locale 'C.UTF-8'"
)
OTHERS = """
select count(*) from pg_stat_activity
where datname = $1 and pid <> pg_backend_pid() and usesysid is not null
"""


class CannotRestore(Trouble):
    """The restore did not happen; the text says why. The old database stands."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done: calls per workspace that may have been made before, erasures done again."""

    epoch: int
    held: dict[int, int]
    forgotten: int


def claim(home: Home) -> IO[str]:
    """Keep the product from starting while the file stays open. Raises CannotRestore if it runs."""
    lock = (home.root / "running").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.seek(0)
        where = lock.read()
        lock.close()
        raise CannotRestore(f"Pondkeeper is running {where}: end it first (Ctrl-C).") from error
    return lock


def database(postgres: Postgres) -> Urls:
    """Return the given database, or start the embedded one. Raises Trouble."""
    return given_database() or postgres.start()


def fitting_keys(
    home: Home, urls: Urls, manifest: Manifest, brought: dict[str, str] | None
) -> dict[str, str]:
    """Return the keys to go on with: this home's and those brought. Raises KeysRefused.

    Data made with keys that nobody has is not restored; a home that holds another
    installation's data and keys is left alone.
    """
    given = os.environ.get("POND_KEYS")
    own = home_keys(home, given)
    more = {} if given else brought or {}
    keys = own | more
    clash = [one for one in own if own[one] != keys[one]]
    before = asyncio.run(restored.look_at(urls.owner_url, SystemClock().real()))
    if clash and before is not None and before.set_up:
        raise KeysRefused(
            f"{home.root} holds another installation with keys of its own. "
            "Set POND_HOME to an empty folder and restore there."
        )
    marks = fingerprints(keys)
    lacking = [number for number, mark in manifest.keys.items() if marks.get(number) != mark]
    if lacking:
        raise KeysRefused(
            "The backup's data was sealed with keys that are not here. "
            "Give the key file that was written with it: --keys KEYFILE"
            + (", and unset POND_KEYS." if given else ".")
        )
    return keys


def restore(
    home: Home, urls: Urls, archive: Path, manifest: Manifest, keys: dict[str, str],
    journals: Sequence[Path] = (),
) -> Restored:
    """Put the backup in the place of the database of `urls`; `manifest` was read from it.

    The caller holds `claim`. Raises Trouble, and then the old database stands.
    """
    return asyncio.run(_Restore(home, urls, archive, manifest, keys).run(journals))


class _Restore:
    """One restore; the fresh database lies beside the old one until both change names."""

    def __init__(
        self, home: Home, urls: Urls, archive: Path, manifest: Manifest, keys: dict[str, str]
    ) -> None:
        self.home, self.urls, self.archive = home, urls, archive
        self.manifest, self.keys = manifest, keys
        self.name = pgtools.database_of(urls.owner_url)
        self.fresh, self.old = self.name + UNFINISHED, self.name + BEFORE
        self.owner_url = pgtools.to_database(urls.owner_url, self.fresh)
        self.app_url = pgtools.to_database(urls.database_url, self.fresh)
        self.app_role = role_of(urls.database_url)

    async def run(self, journals: Sequence[Path]) -> Restored:
        tools = pgtools.find_tools(self.home)
        async with self._upkeep() as upkeep:
            await self._refuse_company(upkeep)
            before = await restored.look_at(self.urls.owner_url, SystemClock().real())
            await self._make_fresh(upkeep)
            try:
                done = await self._fill(tools, before, journals)
                self._keep_keys()
                await self._swap(upkeep)
            finally:
                # after the swap there is none of this name; what failed leaves nothing behind
                await upkeep.execute(f"drop database if exists {quoted(self.fresh)} with (force)")
            await upkeep.execute(f"drop database if exists {quoted(self.old)}")
        return done

    async def _fill(
        self, tools: Binaries, before: Before | None, journals: Sequence[Path]
    ) -> Restored:
        pgtools.load(tools, self.owner_url, self.archive, HEAD)
        await self._grant()
        now = SystemClock().real()
        await migrate(self.owner_url, self.app_role, now=now, steered_from=None)
        return await self._make_ready(before, journals)

    async def _refuse_company(self, upkeep: asyncpg.Connection) -> None:
        if others := await upkeep.fetchval(OTHERS, self.name):
            raise CannotRestore(
                f"{others} other connection(s) use the database {self.name}: end the product and "
                "whatever else is connected, then try again."
            )

    async def _make_fresh(self, upkeep: asyncpg.Connection) -> None:
        fresh, role = quoted(self.fresh), quoted(self.app_role)
        try:
            await upkeep.execute(f"drop database if exists {fresh} with (force)")
            await upkeep.execute(f"create database {fresh}{LIKE_OURS}")
        except asyncpg.InsufficientPrivilegeError as error:
            raise CannotRestore(
                "The owner's login may not create databases. As a superuser run: "
                f"alter role {quoted(role_of(self.urls.owner_url))} createdb"
            ) from error
        await upkeep.execute(f"revoke all on database {fresh} from public")
        await upkeep.execute(f"grant connect, temporary on database {fresh} to {role}")

    async def _grant(self) -> None:
        """Let the application's login do what it could where the backup was made."""
        role = quoted(self.app_role)
        connection = await asyncpg.connect(self.owner_url, statement_cache_size=0)
        try:
            async with connection.transaction():
                for kind, name, part, privilege in self.manifest.grants:
                    what = f"{privilege} ({part})" if part else privilege
                    await connection.execute(f"grant {what} on {kind} {name} to {role}")
        finally:
            await connection.close()

    async def _make_ready(self, before: Before | None, journals: Sequence[Path]) -> Restored:
        note = self.home.root / EPOCH_NOTE
        noted = int(json.loads(note.read_text())["epoch"]) if note.exists() else 0
        lines = self._erased(before, journals)
        # a lost home's journal may know of epochs that this one never saw
        least = max([noted, *(line.epoch for line in lines)])
        epoch = await restored.raise_epoch(self.owner_url, before, least=least)
        # noted before it is used: an epoch that was given to a dead restore is not given again
        write_private(note, json.dumps({"epoch": epoch}))
        keyring = Keyring({int(one): base64.b64decode(key) for one, key in self.keys.items()})
        held, forgotten = await restored.mark(
            self.app_url, self.owner_url, keyring, self.manifest, lines
        )
        return Restored(epoch, held, forgotten)

    def _erased(self, before: Before | None, journals: Sequence[Path]) -> list[ErasedLine]:
        """All who were erased since the backup, as noted here, elsewhere and in the old data."""
        ours = self.home.root / journal.NAME
        noted = list(journal.read(ours))
        more = [line for path in journals for line in journal.read(path)]
        more += before.erased if before else ()
        journal.append(ours, [line for line in more if line not in noted])
        return [*noted, *more]

    def _keep_keys(self) -> None:
        """Before the swap: the keys are those of the old data, or more, or the old is empty."""
        if not os.environ.get("POND_KEYS") and home_keys(self.home) != self.keys:
            write_private(self.home.keys, json.dumps(self.keys))

    async def _swap(self, upkeep: asyncpg.Connection) -> None:
        name, fresh, old = (quoted(one) for one in (self.name, self.fresh, self.old))
        there = await upkeep.fetchval("select 1 from pg_database where datname = $1", self.name)
        await upkeep.execute(f"drop database if exists {old}")
        try:
            async with upkeep.transaction():
                if there:
                    await upkeep.execute(f"alter database {name} rename to {old}")
                await upkeep.execute(f"alter database {fresh} rename to {name}")
        except asyncpg.ObjectInUseError as error:
            raise CannotRestore(f"The database is in use: {error}. Nothing was changed.") from error

    @asynccontextmanager
    async def _upkeep(self) -> AsyncIterator[asyncpg.Connection]:
        """Connect to the database from which others are made and renamed."""
        url = pgtools.to_database(self.urls.owner_url, "postgres")
        try:
            connection = await asyncpg.connect(url, statement_cache_size=0)
        except (OSError, asyncpg.PostgresError) as error:
            raise CannotRestore(
                f"The owner's login cannot reach the database 'postgres': {error}"
            ) from error
        try:
            yield connection
        finally:
            await connection.close()

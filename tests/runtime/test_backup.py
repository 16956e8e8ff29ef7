"""A backup is whole or refused; a restore replaces the database wholly or leaves it alone."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import msgspec
import pytest
from tests.conftest import APP_ROLE, Server
from tests.domain.contacts.conftest import Brand, make_brand
from tests.runtime.helpers import until

from pondkeeper import __version__
from pondkeeper.cli.checks.database import findings
from pondkeeper.domain import contacts
from pondkeeper.kit import journal
from pondkeeper.kit.clock import SystemClock
from pondkeeper.kit.crypto import Keyring
from pondkeeper.kit.db import Database
from pondkeeper.reactions import REACTIONS
from pondkeeper.runtime import keyfile, restore
from pondkeeper.runtime.backup import FIRST_LINE, HEAD, BackupUnusable, backup, read_manifest
from pondkeeper.runtime.cluster import Urls
from pondkeeper.runtime.home import Home, clone_root
from pondkeeper.runtime.pgtools import ToolFailed, database_of, to_database, without_password
from pondkeeper.runtime.restore import CannotRestore

PASSPHRASE = "the pond in front of the house"


@dataclass
class House:
    """An installation with one brand; its server runs."""

    home: Home
    urls: Urls

    @property
    def archive(self) -> Path:
        return self.home.root.parent / "monday.pond"

    @property
    def name(self) -> str:
        return database_of(self.urls.owner_url)

    def value(self, sql: str, database: str = "") -> Any:
        async def ask() -> Any:
            url = to_database(self.urls.owner_url, database or self.name)
            connection = await asyncpg.connect(url)
            try:
                return await connection.fetchval(sql)
            finally:
                await connection.close()

        return asyncio.run(ask())

    def do(self, act: Callable[[Brand], Awaitable[Any]]) -> Any:
        """Let `act` work in the brand, which is made at the first call."""

        async def work() -> Any:
            keyring = Keyring.from_environment(self.home.root)
            database = Database(self.urls.database_url, keyring=keyring, reactions=REACTIONS)
            try:
                async with database.tx(1) as tx:
                    made = await tx.raw.fetchval("select id from channel")
                brand = await make_brand(database, 1) if made is None else _known(database, made)
                return await act(brand)
            finally:
                await database.close()

        return asyncio.run(work())

    def backup(self) -> None:
        backup(self.home, self.urls, self.archive)

    def restore(self, keys: dict[str, str] | None = None) -> restore.Restored:
        manifest = read_manifest(self.archive)
        with restore.claim(self.home):
            fitting = restore.fitting_keys(self.home, self.urls, manifest, keys)
            return restore.restore(self.home, self.urls, self.archive, manifest, fitting)

    def names(self) -> str:
        return str(self.value("select string_agg(name, ',' order by id) from contact"))


def _known(database: Database, channel_id: int) -> Brand:
    return Brand(database, 1, channel_id, (1, 2), None, None, 1)


@pytest.fixture
def databases(server: Server) -> Iterator[Callable[[], Urls]]:
    """Makes empty databases of this version, and drops them with what came of them."""
    made: list[str] = []

    def make() -> Urls:
        name = f"house_{uuid4().hex[:8]}"
        made.append(name)
        _admin(server, server.copied_to(name))
        return Urls(
            server.to(server.urls.database_url, name), server.to(server.urls.owner_url, name), ""
        )

    yield make
    for name in made:
        for one in (name, f"{name}_restoring", f"{name}_before"):
            _admin(server, f"drop database if exists {one} with (force)")


def _admin(server: Server, statement: str) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(server.urls.admin_url)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(run())


@pytest.fixture
def house(home: Home, databases: Callable[[], Urls]) -> House:
    Keyring.create_file(home.root)
    made = House(home, databases())
    made.do(lambda brand: brand.add("an", name="安然"))
    made.value("update installation set set_up_at = first_business_at")
    return made


def test_what_came_after_the_backup_is_gone_and_the_epoch_is_new_every_time(house: House):
    house.backup()
    assert house.archive.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in house.archive.parent.glob("*pond*")] == ["monday.pond"]
    house.do(lambda brand: brand.add("yu", name="小雨"))
    assert house.names() == "安然,小雨"
    assert house.restore().epoch == 2
    assert house.names() == "安然"
    assert house.restore().epoch == 3, "the same backup again never gives the same epoch"
    assert house.value("select epoch from installation") == 3
    assert house.value("select count(*) from restore_hold where released_at is null") == 1
    left = f"select count(*) from pg_database where datname like '{house.name}%'"
    assert house.value(left) == 1
    # the application's login may do what it could, and nothing more
    assert house.do(lambda brand: brand.add("lan", name="阿兰")).contact_id
    assert house.value(f"select has_table_privilege('{APP_ROLE}', 'event_key', 'insert')")
    epoch = f"select has_column_privilege('{APP_ROLE}', 'installation', 'epoch', 'update')"
    assert not house.value(epoch)


def test_who_asked_to_be_forgotten_after_the_backup_is_forgotten_again(house: House):
    house.do(lambda brand: brand.add("yu", name="小雨"))
    house.backup()
    house.do(lambda brand: brand.add("lan", name="阿兰"))

    async def erase(brand: Brand) -> None:
        async with brand.tx() as tx:
            await contacts.erase(tx, 2, reason="asked")
            journal.append(house.home.root / journal.NAME, [await contacts.journal_line(tx, 2)])

    house.do(erase)
    assert house.restore().forgotten == 1
    assert house.names() == "安然,"
    assert house.value("select requested_by from erasure") == "restore"
    assert "雨" not in (house.home.root / journal.NAME).read_text()
    assert house.restore().forgotten == 1
    # a number that was given to somebody else since is not theirs
    house.do(lambda brand: brand.add("mo", name="阿墨"))
    house.backup()
    assert house.restore().forgotten == 0
    assert house.names() == "安然,,阿墨"


def test_nobody_is_forgotten_for_somebody_of_another_epoch(house: House):
    house.backup()
    early = house.archive.read_bytes()
    house.do(lambda brand: brand.add("yu", name="小雨"))
    house.backup()
    late = house.archive.read_bytes()
    house.archive.write_bytes(early)  # by mistake; and work goes on with it
    house.restore()
    lan = house.do(lambda brand: brand.add("lan", name="阿兰")).contact_id

    async def erase(brand: Brand) -> None:
        async with brand.tx() as tx:
            await contacts.erase(tx, lan)
            journal.append(house.home.root / journal.NAME, [await contacts.journal_line(tx, lan)])

    house.do(erase)
    house.archive.write_bytes(late)
    assert house.restore().forgotten == 0
    assert house.names() == "安然,小雨"


def test_an_epoch_that_only_a_lost_homes_journal_knows_is_not_given_again(house: House):
    house.backup()
    gone = journal.ErasedLine("here", 6, 1, [77], SystemClock().real())
    journal.append(house.home.root / journal.NAME, [gone])
    assert house.restore().epoch == 7


def test_an_erasure_that_only_the_old_database_knows_is_done_again_too(house: House):
    house.backup()

    async def erase(brand: Brand) -> None:
        async with brand.tx() as tx:
            await contacts.erase(tx, 1)

    house.do(erase)
    assert house.restore().forgotten == 1
    assert house.names() == ""


def test_a_backup_that_is_cut_short_altered_or_newer_is_refused_and_nothing_is_touched(
    house: House,
):
    house.backup()
    whole = house.archive.read_bytes()
    manifest = read_manifest(house.archive)
    newer = msgspec.json.encode(msgspec.structs.replace(manifest, revision="9999", version="9.0"))
    for text, words in (
        (whole[:-1000], "is not whole"),
        (whole[: HEAD - 100], "is not whole"),
        (whole[:-1] + bytes([whole[-1] ^ 1]), "altered or damaged"),
        (b"PGDMP" + whole, "not a backup"),
        ((FIRST_LINE + newer).ljust(HEAD) + whole[HEAD:], r"made by Pondkeeper 9\.0 .* 9999"),
    ):
        house.archive.write_bytes(text)
        with pytest.raises(BackupUnusable, match=words):
            house.restore()
    assert house.names() == "安然"
    assert house.value("select epoch from installation") == 1
    with pytest.raises(BackupUnusable, match="cannot be read"):
        read_manifest(house.archive.with_name("nothing"))


def test_an_archive_that_postgres_refuses_leaves_the_old_database(house: House):
    house.backup()
    manifest = read_manifest(house.archive)
    house.archive.write_bytes(house.archive.read_bytes()[:HEAD] + b"PGDMP and nothing else")
    keys = keyfile.home_keys(house.home)
    with pytest.raises(ToolFailed, match="could not be read"):
        restore.restore(house.home, house.urls, house.archive, manifest, keys)
    assert house.names() == "安然"


def test_a_restore_that_is_killed_leaves_the_old_database_and_the_next_one_works(house: House):
    house.backup()
    house.do(lambda brand: brand.add("yu", name="小雨"))
    running = _start(house, "restore", str(house.archive), "--yes")
    there = f"select count(*) from pg_database where datname = '{house.name}_restoring'"
    until(lambda: house.value(there, "postgres") or running.poll() is not None)
    running.kill()
    said, _ = running.communicate()
    assert running.returncode == -signal.SIGKILL, said
    assert house.names() == "安然,小雨"
    assert house.value("select epoch from installation") == 1
    house.restore()
    assert house.names() == "安然"


def test_what_a_killed_restore_left_is_named_and_dropped(house: House):
    house.value(f'create database "{house.name}_before"', "postgres")
    found = asyncio.run(findings(house.urls))
    [left] = [one for one in found if one.subject == "restore"]
    assert left.state == "bad"
    assert f"the database {house.name}_before is what the last restore replaced" in left.text
    assert "pond doctor --tidy" in left.advice
    with restore.claim(house.home):
        assert "Pondkeeper is running" in _run(house, "doctor", "--tidy").stdout
    assert f"Dropped: {house.name}_before." in _run(house, "doctor", "--tidy").stdout
    assert "restore" not in {one.subject for one in asyncio.run(findings(house.urls))}
    assert "No restore left anything." in _run(house, "doctor", "--tidy").stdout
    assert house.names() == "安然"


def test_while_the_product_runs_it_is_backed_up_and_not_restored(house: House):
    with restore.claim(house.home):
        assert _run(house, "backup", str(house.archive)).returncode == 0
        refused = _run(house, "restore", str(house.archive), "--yes")
    assert refused.returncode == 1
    assert "Pondkeeper is running" in refused.stdout
    refused = _run(house, "restore", str(house.archive))
    assert "add --yes" in refused.stdout
    assert house.value("select epoch from installation") == 1


def test_somebody_elses_connection_stops_a_restore_before_it_begins(house: House):
    house.backup()

    async def connected() -> None:
        connection = await asyncpg.connect(house.urls.database_url)
        try:
            await asyncio.to_thread(house.restore)
        finally:
            await connection.close()

    with pytest.raises(CannotRestore, match=r"1 other connection\(s\)"):
        asyncio.run(connected())
    assert house.value("select epoch from installation") == 1


def test_keys_travel_apart_and_only_the_right_ones_will_do(
    house: House, tmp_path: Path, databases: Callable[[], Urls]
):
    keys = tmp_path / "keys.sealed"
    done = _run(house, "backup", str(house.archive), "--keys", str(keys))
    assert done.returncode == 0, done.stdout
    assert keys.stat().st_mode & 0o777 == 0o600
    secret = next(iter(keyfile.home_keys(house.home).values()))
    assert secret.encode() not in keys.read_bytes() + house.archive.read_bytes()
    with pytest.raises(keyfile.KeysRefused, match="does not open"):
        keyfile.open_keys(keys, "something else entirely")
    (tmp_path / "note").write_text("no keys")
    with pytest.raises(keyfile.KeysRefused, match="not a key file"):
        keyfile.open_keys(tmp_path / "note", PASSPHRASE)
    assert keyfile.open_keys(keys, PASSPHRASE) == keyfile.home_keys(house.home)

    away = House(Home(house.home.root.parent / "away").make(), databases())
    assert away.archive == house.archive
    with pytest.raises(keyfile.KeysRefused, match="keys that are not here"):
        away.restore()
    away.restore(keyfile.open_keys(keys, PASSPHRASE))
    assert away.names() == "安然"
    assert keyfile.home_keys(away.home) == keyfile.home_keys(house.home)


def test_another_installations_home_is_left_alone(house: House, tmp_path: Path):
    house.backup()
    brought = keyfile.home_keys(house.home)
    house.home.keys.unlink()
    Keyring.create_file(house.home.root)
    with pytest.raises(keyfile.KeysRefused, match="another installation"):
        house.restore(brought)
    assert house.value("select epoch from installation") == 1


def test_a_short_passphrase_is_refused(house: House, tmp_path: Path):
    with pytest.raises(keyfile.KeysRefused, match="at least"):
        keyfile.seal_keys(tmp_path / "keys", keyfile.home_keys(house.home), "short")
    assert not (tmp_path / "keys").exists()


@pytest.mark.smoke
def test_a_password_is_not_shown_on_a_command_line():
    url, environment = without_password("postgresql://lin:a%2Fb@db.example:5433/pond?host=/x")
    assert url == "postgresql://lin@db.example:5433/pond?host=/x"
    assert environment["PGPASSWORD"] == "a/b"


@pytest.mark.smoke
def test_the_version_a_backup_names_is_the_packages():
    assert f'version = "{__version__}"' in (clone_root() / "pyproject.toml").read_text()


def _start(house: House, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "pondkeeper.cli.main", *arguments],
        env=os.environ
        | {
            "POND_HOME": str(house.home.root),
            "POND_PASSPHRASE": PASSPHRASE,
            "DATABASE_URL": house.urls.database_url,
            "DATABASE_OWNER_URL": house.urls.owner_url,
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _run(house: House, *arguments: str) -> "subprocess.CompletedProcess[str]":
    running = _start(house, *arguments)
    said, _ = running.communicate()
    return subprocess.CompletedProcess(running.args, running.returncode, said)

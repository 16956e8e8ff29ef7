import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest
from tests.runtime.helpers import runs, until

from pondkeeper.runtime.home import Home
from pondkeeper.runtime.postgres import Postgres

BROKEN = (asyncpg.PostgresError, OSError, asyncpg.InterfaceError, asyncpg.InternalClientError)
OWNER_OF_A_SERVER = """
import sys, time
from pathlib import Path
from pondkeeper.runtime.home import Home
from pondkeeper.runtime.postgres import Postgres
server = Postgres(Home(Path(sys.argv[1])))
server.start()
print(server.pid, flush=True)
time.sleep(600)
"""


async def ask(url: str, statement: str):
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


@pytest.mark.smoke
async def test_it_starts_cold_then_warm_and_keeps_what_was_written(home):
    postgres = Postgres(home)
    urls = postgres.start()
    await ask(urls.owner_url, "create table pond (depth int)")
    await ask(urls.owner_url, "insert into pond values (3)")
    postgres.stop()
    urls = Postgres(home).start() if postgres.pid else postgres.start()
    assert await ask(urls.owner_url, "select depth from pond") == 3
    postgres.stop()


async def test_the_application_is_nobody_special_and_chinese_is_understood(home):
    postgres = Postgres(home)
    urls = postgres.start()
    role = (
        "select rolsuper or rolbypassrls or rolcreatedb from pg_roles where rolname = current_user"
    )
    assert await ask(urls.database_url, role) is False
    assert await ask(urls.database_url, "select upper('é') = 'É' and '私域' ~ '^\\w+$'") is True
    assert await ask(urls.database_url, "select current_setting('listen_addresses')") == ""
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await ask(urls.database_url, "create table mine (x int)")
    postgres.stop()


async def test_a_wrong_password_is_refused(home):
    postgres = Postgres(home)
    urls = postgres.start()
    wrong = urls.database_url.replace(postgres.cluster.passwords["app"], "guess")
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(wrong)
    postgres.stop()


async def test_a_second_command_uses_the_running_server_and_leaves_it_running(home):
    postgres = Postgres(home)
    urls = postgres.start()
    visitor = Postgres(home)
    assert visitor.start() == urls
    visitor.stop()
    assert await ask(urls.database_url, "select 1") == 1
    postgres.stop()


async def test_nothing_acknowledged_is_lost_when_the_server_is_killed(home):
    postgres = Postgres(home)
    urls = postgres.start()
    acknowledged = await write_until_killed(urls.owner_url, postgres.pid)
    until(lambda: not postgres.alive())
    urls = postgres.start()
    assert await ask(urls.owner_url, "select count(*) from kept") >= acknowledged
    postgres.stop()


async def write_until_killed(url: str, server: int) -> int:
    connection = await asyncpg.connect(url)
    await connection.execute("create table kept (n bigint primary key)")
    written = 0
    with suppress(*BROKEN):
        while written < 100_000:
            await connection.execute("insert into kept values ($1)", written)
            written += 1
            if written == 200:
                os.kill(server, signal.SIGKILL)
    connection.terminate()
    assert 200 <= written < 100_000
    return written


async def test_killing_whoever_started_it_leaves_no_orphan_and_loses_nothing(home):
    owner, server = own_a_server(home)
    urls = Postgres(home).start()
    acknowledged = await write_some(urls.owner_url)
    owner.kill()
    owner.wait()
    until(lambda: not runs(server))
    postgres = Postgres(home)
    urls = postgres.start()
    assert await ask(urls.owner_url, "select count(*) from kept") == acknowledged
    postgres.stop()


async def write_some(url: str) -> int:
    await ask(url, "create table kept (n bigint primary key)")
    for number in range(50):
        await ask(url, f"insert into kept values ({number})")
    return 50


def own_a_server(home: Home) -> tuple[subprocess.Popen, int]:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER_OF_A_SERVER, str(home.root)], stdout=subprocess.PIPE, text=True
    )
    with owner.stdout:
        return owner, int(owner.stdout.readline())


async def test_server_and_owner_killed_at_the_same_moment(home):
    owner, server = own_a_server(home)
    os.kill(server, signal.SIGKILL)
    owner.kill()
    owner.wait()
    postgres = Postgres(home)
    assert await ask(postgres.start().database_url, "select 1") == 1
    postgres.stop()


def test_only_its_own_user_may_read_the_passwords_and_the_data(home):
    postgres = Postgres(home)
    urls = postgres.start()
    assert (home.root / "postgres.json").stat().st_mode & 0o777 == 0o600
    assert postgres.cluster.data.stat().st_mode & 0o077 == 0
    assert postgres.cluster.socket_folder.stat().st_mode & 0o077 == 0
    assert not list(postgres.cluster.folder.glob("initdb*"))
    assert Path(parse_qs(urlsplit(urls.admin_url).query)["host"][0]).exists()
    postgres.stop()

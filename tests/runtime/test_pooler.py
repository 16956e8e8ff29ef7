import getpass
import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.runtime.helpers import until

from pondkeeper.runtime.pooler import behind_pooler
from pondkeeper.runtime.postgres import Postgres
from pondkeeper.runtime.product import role_of

SETTINGS = """
[databases]
* = host={socket} port=5432 pool_size=2
[pgbouncer]
listen_addr =
listen_port = 6432
unix_socket_dir = {folder}
auth_type = plain
auth_file = {folder}/users
pool_mode = {mode}
user = {user}
"""


@pytest.fixture
def url(home):
    postgres = Postgres(home)
    yield postgres.start().database_url
    postgres.stop()


async def test_postgres_itself_is_no_pooler(url):
    assert await behind_pooler(url) is False


@pytest.mark.skipif(not shutil.which("pgbouncer"), reason="pgbouncer is not installed")
@pytest.mark.parametrize(("mode", "found"), [("transaction", True), ("session", False)])
async def test_a_pooler_is_found_by_what_it_does(url, home, mode, found):
    parts = urlsplit(url)
    socket = parse_qs(parts.query)["host"][0]
    pooler = start_pooler(home.root, socket, role_of(url), parts.password, mode)
    try:
        through = url.replace(f"host={socket}", f"host={home.root}&port=6432")
        assert await behind_pooler(through) is found
    finally:
        pooler.terminate()
        pooler.wait()


def start_pooler(folder: Path, socket: str, role: str, password: str, mode: str):
    user = "nobody" if os.geteuid() == 0 else getpass.getuser()
    (folder / "users").write_text(f'"{role}" "{password}"\n')
    settings = folder / "pgbouncer.ini"
    settings.write_text(SETTINGS.format(socket=socket, folder=folder, mode=mode, user=user))
    folder.chmod(0o777)
    Path(socket).chmod(0o777)
    pooler = subprocess.Popen(
        ["pgbouncer", "-q", str(settings)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    until((folder / ".s.PGSQL.6432").exists)
    return pooler

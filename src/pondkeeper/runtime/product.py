"""The product as a whole: its database, web server and worker under one supervisor."""

import asyncio
import fcntl
import http.client
import os
import socket
import subprocess
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

import asyncpg

from pondkeeper.kit.crypto import Keyring
from pondkeeper.runtime.cluster import Urls
from pondkeeper.runtime.home import Home, Trouble
from pondkeeper.runtime.pooler import POOLER, behind_pooler
from pondkeeper.runtime.postgres import Postgres, tail
from pondkeeper.runtime.supervisor import Supervisor

USUAL_PORT = 8787
READY_SECONDS = 60.0
VERSIONS = Path(__file__).resolve().parents[1] / "migrations" / "versions"


class CannotStart(Trouble):
    """The product did not start; the text says what to do."""


class AlreadyRunning(Exception):
    """Another process runs the product from this home; carries its address."""


class Product:
    """Call `prepare`, then `start`; the supervisor ends it all."""

    def __init__(
        self, crew: Supervisor, home: Home, port: int | None = None, *, keep_port: bool = False
    ) -> None:
        """`port` None takes the usual one, or the next free one when that is taken.

        With `keep_port` the first start's port stays. Raises AlreadyRunning, CannotStart.
        """
        self.crew = crew
        self.home = home
        self._claim()
        first = port or USUAL_PORT
        self.port = kept_port(home, "web", first) if keep_port else port or free_port(first)
        self.address = f"http://127.0.0.1:{self.port}"
        self.urls = Urls("", "", "")

    def prepare(self, steered_from: datetime | None = None) -> None:
        """Keys, tokens, a database of this version. Raises CannotStart."""
        Keyring.create_file(self.home.root)
        self.home.secret(self.home.steer_token.name)
        self.urls = self._database()
        if not _up_to_date(self.urls.owner_url):
            self.migrate(steered_from)

    def migrate(self, steered_from: datetime | None = None) -> None:
        """Run the migrations in a process of their own: what they import is not kept in memory."""
        command = [sys.executable, "-P", "-m", "pondkeeper.cli.main", "migrate"]
        if steered_from:
            command += ["--steered-from", steered_from.isoformat()]
        done = subprocess.run(
            command,
            env=os.environ | self.environment,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        if done.returncode:
            raise CannotStart(f"The database could not be migrated:\n{done.stderr[-3000:]}")

    @property
    def environment(self) -> dict[str, str]:
        """What the product's processes read; the owner's address only matters to migrations."""
        return {
            "DATABASE_URL": self.urls.database_url,
            "DATABASE_OWNER_URL": self.urls.owner_url,
            "POND_HOME": str(self.home.root),
            "POND_PORT": str(self.port),
        }

    def start(self) -> None:
        """Start web and worker and wait until the web answers. Raises CannotStart."""
        env = self.environment | {"DATABASE_OWNER_URL": ""}
        for name in ("web", "worker"):
            command = [sys.executable, "-P", "-m", f"pondkeeper.runtime.{name}"]
            self.crew.start(name, command, env)
        self.home.remember_ports(web=self.port)
        self._lock.write(self.address)
        self._lock.flush()
        if not self.crew.wait_for(self.ready, READY_SECONDS) and not self.crew.stopping:
            shown = tail(self.crew.log_of("web"))
            raise CannotStart(f"The web server did not answer in {READY_SECONDS:.0f} s:\n{shown}")

    def ready(self) -> bool:
        """Whether the web server says that it and its database are ready."""
        return answers(self.port, "/readyz")

    def _claim(self) -> None:
        self._lock = (self.home.root / "running").open("a+")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._lock.seek(0)
            raise AlreadyRunning(self._lock.read()) from error
        self._lock.truncate(0)

    def _database(self) -> Urls:
        if given := given_database():
            if asyncio.run(behind_pooler(given.database_url)):
                raise CannotStart(POOLER)
            return given
        self.crew.postgres = Postgres(self.home)
        urls = self.crew.postgres.start()
        if place := self.crew.postgres.lies_elsewhere():
            self.crew.say(f"The database lies in {place}: its user may not enter {self.home.root}")
        return urls


def given_database() -> Urls | None:
    """The database of `DATABASE_URL` and `DATABASE_OWNER_URL`, when set. Raises CannotStart."""
    url, owner = os.environ.get("DATABASE_URL"), os.environ.get("DATABASE_OWNER_URL")
    if not url:
        return None
    if not owner:
        raise CannotStart(
            "DATABASE_URL is set, but DATABASE_OWNER_URL is not: set it to the address of the "
            "login that owns the database, which makes tables and partitions."
        )
    return Urls(url, owner, "")


def role_of(url: str) -> str:
    """The login's name in a database address."""
    return unquote(urlsplit(url).username or "")


def newest_revision() -> str:
    """The newest migration this version holds, read from file names (Alembic loads slowly)."""
    return max(path.stem.split("_")[0] for path in VERSIONS.glob("[0-9]*.py"))


async def revision_of(owner_url: str) -> str | None:
    """The revision the database is at; None when it holds no tables yet."""
    connection = await asyncpg.connect(owner_url, statement_cache_size=0)
    try:
        revision: str = await connection.fetchval("select version_num from alembic_version")
    except asyncpg.UndefinedTableError:
        return None
    finally:
        await connection.close()
    return revision


def _up_to_date(owner_url: str) -> bool:
    try:
        return asyncio.run(revision_of(owner_url)) == newest_revision()
    except (OSError, asyncpg.PostgresError) as error:
        raise CannotStart(f"The database cannot be reached: {error}") from error


def kept_port(home: Home, name: str, first: int) -> int:
    """The port that `name` had at this home's first start. Raises CannotStart when it is taken."""
    kept = home.known_ports().get(name)
    if kept is None:
        return free_port(first)
    if free_port(kept) != kept:
        raise CannotStart(
            f"Port {kept}, where this has lived since its first start, is taken by another "
            f"program. End that, or remove {home.root} to begin anew."
        )
    return kept


def free_port(first: int) -> int:
    """Return `first`, or the next port on loopback that nobody listens on. Raises CannotStart."""
    for port in range(first, first + 50):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return port
    raise CannotStart(f"No port from {first} to {first + 49} is free; give one with --port")


def answers(port: int, path: str) -> bool:
    """Whether a server on loopback answers `path` with 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()

"""Real Postgres for every test: one server per worker process, one fresh database per test."""

import asyncio
import importlib.util
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
import structlog
from argon2 import PasswordHasher

from pondkeeper.domain.staff import passwords
from pondkeeper.kit.crypto import Keyring
from pondkeeper.kit.db import Database
from pondkeeper.migrations.migrate import migrate
from pondkeeper.reactions import REACTIONS
from pondkeeper.runtime.cluster import Urls
from pondkeeper.runtime.home import Home
from pondkeeper.runtime.postgres import Postgres

# The smoke set runs without what these need; `pond test` itself always has it.
NEEDS = {
    "playwright": ["browser", "emulator/test_phone.py", "emulator/test_phone_accounts.py"],
    "schemathesis": ["api/test_hostile_api.py"],
}
collect_ignore = [
    path
    for library, paths in NEEDS.items()
    if not importlib.util.find_spec(library)
    for path in paths
]

APP_ROLE = "pond_app"
FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


@dataclass(frozen=True, slots=True)
class Server:
    """A running Postgres with a migrated template to copy."""

    urls: Urls
    template: str

    def to(self, url: str, database: str) -> str:
        """The same address with another database."""
        before, _, options = url.partition("?")
        return f"{before.rsplit('/', 1)[0]}/{database}?{options}"

    def copied_to(self, name: str) -> str:
        """The statement that makes a database of the template. By files: through the log, as is
        the default, a copy of so many tables takes half a second of a core.
        """
        return (
            f"create database {name} template {self.template} owner pond_owner strategy file_copy"
        )


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="pond-test-") as folder:
        Path(folder).chmod(0o711)
        postgres = Postgres(Home(Path(folder) / "home"), FAST)
        urls = postgres.start()
        template = f"template_{uuid4().hex[:8]}"
        running = Server(urls, template)
        try:
            asyncio.run(_make_template(running))
            yield running
        finally:
            postgres.stop()


@dataclass(frozen=True, slots=True)
class Urlpair:
    """The two addresses of one test's own database."""

    app: str
    owner: str


@pytest.fixture
async def urls(server: Server) -> AsyncIterator[Urlpair]:
    name = f"test_{uuid4().hex[:12]}"
    await _admin(server, server.copied_to(name))
    yield Urlpair(server.to(server.urls.database_url, name), server.to(server.urls.owner_url, name))
    await _admin(server, f"drop database {name} with (force)")


class Remembering(PasswordHasher):
    """Hashes with the product's parameters, which are slow by intent, each password once."""

    hash = cache(PasswordHasher.hash)


@pytest.fixture(scope="session", autouse=True)
def _each_password_is_hashed_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", Remembering())
        yield


@pytest.fixture(scope="session", autouse=True)
def _tracebacks_are_plain() -> None:
    """As the product's own; the library's default paints each with its variables, for seconds."""
    painter = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*structlog.get_config()["processors"][:-1], painter])


@pytest.fixture(scope="session")
def keyring() -> Keyring:
    return Keyring({1: b"k" * 32})


@pytest.fixture
async def database(urls: Urlpair, keyring: Keyring) -> AsyncIterator[Database]:
    opened = Database(urls.app, keyring=keyring, reactions=REACTIONS)
    yield opened
    await opened.close()


async def _make_template(server: Server) -> None:
    await _admin(server, f"create database {server.template} owner pond_owner")
    owner = server.to(server.urls.owner_url, server.template)
    await migrate(owner, APP_ROLE, now=datetime.now(UTC), steered_from=None)


async def _admin(server: Server, statement: str) -> None:
    connection = await asyncpg.connect(server.urls.admin_url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()

"""The whole product as real processes, the emulated platforms beside it, and doors to both."""

import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg
import httpx
from tests.runtime.helpers import open_to_all

from pondkeeper.kit.crypto import Keyring
from pondkeeper.runtime.cluster import Urls
from pondkeeper.runtime.home import Home
from pondkeeper.runtime.postgres import tail
from pondkeeper.runtime.product import Product, answers, free_port
from pondkeeper.runtime.supervisor import Supervisor

DEADLINE_S = 60.0
ACCOUNT = {"login": "lin", "name": "林", "password": "a long enough password"}
BRAND = {"name": "拾木", "timezone": "Asia/Shanghai"}
WORLD_FILE = "emulator.sqlite"
WELCOME = "/cgi-bin/externalcontact/send_welcome_msg"


@dataclass
class World:
    """`crew` restarts what dies while somebody waits here."""

    crew: Supervisor
    product: Product
    emulator_address: str
    console: httpx.Client
    emulator: httpx.Client
    world_file: Path
    said: list[str] = field(default_factory=list)

    def until(self, holds: Callable[[], Any], seconds: float = DEADLINE_S) -> Any:
        """Keep everything running until `holds` gives something; fail at the deadline."""
        deadline = time.monotonic() + seconds
        while not (found := holds()):
            assert time.monotonic() < deadline, f"in vain for {seconds} s; {self.said}"
            self.crew.tick(0.05)
        return found

    def ask(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """Use a door of the console; fails loudly."""
        answer = self.console.request(method, path, json=body, **more)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}\n" + tail(
            self.crew.log_of("web"), 12
        )
        return answer.json() if answer.content else None

    def enter(self, path: str, body: Any) -> None:
        """Set up or sign in; from then on `ask` asks as this person."""
        session = self.ask("POST", path, body)
        self.console.headers["X-CSRF-Token"] = session["csrf_token"]

    def do(self, method: str, path: str, body: Any = None) -> Any:
        """Use a door of the emulator; fails loudly."""
        answer = self.emulator.request(method, f"/emulator/{path}", json=body)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()

    def perhaps(self, method: str, path: str) -> Any:
        """Ask the emulator; None while it is down."""
        try:
            return self.do(method, path)
        except httpx.TransportError:
            return None

    def well(self) -> bool:
        """Whether web, database and platforms answer."""
        return self.product.ready() and self.perhaps("GET", "state") is not None

    def wait(self, seconds: float) -> None:
        """Let the processes live for a while, keeping them running: for a kill's moment."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.crew.tick(left)

    def world_rows(self, table: str, where: str) -> list[dict[str, Any]]:
        """Rows of the emulator's own memory, read beside it."""
        with closing(sqlite3.connect(f"file:{self.world_file}?mode=ro", uri=True)) as memory:
            memory.row_factory = sqlite3.Row
            found = memory.execute(f"select * from {table} where {where}").fetchall()
        return [dict(row) for row in found]

    def pending(self) -> dict[str, int]:
        """What the product has not done yet."""
        token = self.product.home.steer_token.read_text().strip()
        told = self.ask("POST", "/steer", {}, headers={"X-Pond-Steer": token})
        pending: dict[str, int] = told["pending"]
        return pending

    def idle(self) -> bool:
        return self.do("GET", "state")["quiet"] and not any(self.pending().values())

    def welcomes(self) -> list[dict[str, Any]]:
        """Accepted welcomes, by the emulator's own record."""
        calls: list[dict[str, Any]] = []
        while True:
            after = calls[-1]["id"] if calls else 0
            path = f"record?accepted=1&endpoint={WELCOME}&after={after}"
            more = self.do("GET", path)["calls"]
            if not more:
                return calls
            calls += more

    async def rows(self, sql: str) -> list[asyncpg.Record]:
        """Look into the database as its owner: for what no door tells."""
        connection = await asyncpg.connect(self.product.urls.owner_url)
        try:
            return list(await connection.fetch(sql))
        finally:
            await connection.close()


@contextmanager
def world(
    steered_from: datetime | None = None, given: Urls | None = None, *, set_up: bool = True
) -> Iterator[World]:
    """Everything started and answering, with a first login if `set_up`; ended with the block.

    A `given` database is used as it is, whatever schema it has.
    """
    said: list[str] = []
    with tempfile.TemporaryDirectory(prefix="pond-story-") as folder:
        home = Home(open_to_all(Path(folder)) / "home").make()
        with ExitStack() as ending, Supervisor(home, said.append) as crew:
            product = Product(crew, home, free_port(20787 + os.getpid() % 1000 * 4))
            ending.callback(product._lock.close)  # a command leaves that to its end
            if given is None:
                product.prepare(steered_from)
            else:
                Keyring.create_file(home.root)
                home.secret(home.steer_token.name)
                product.urls = given
            port = free_port(product.port + 1)
            emulator = f"http://127.0.0.1:{port}"
            memory = Path(folder) / "world" / WORLD_FILE
            where = ["--home", str(memory.parent), "--port", str(port)]
            serve = [sys.executable, "-P", "-m", "pond_emulator", "serve", *where]
            crew.start("emulator", [*serve, "--product", product.address], {})
            product.start()
            assert crew.wait_for(lambda: answers(port, "/emulator/state"), DEADLINE_S)
            with (
                httpx.Client(base_url=product.address, timeout=DEADLINE_S, trust_env=False) as console,
                httpx.Client(base_url=emulator, timeout=DEADLINE_S, trust_env=False) as outside,
            ):
                made = World(crew, product, emulator, console, outside, memory, said)
                if set_up:
                    made.enter("/api/setup", {"workspace": BRAND, "account": ACCOUNT})
                yield made

"""The whole product as real processes, the emulated platforms beside it, and doors to both."""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg
import httpx
from tests.runtime.helpers import open_to_all

from pondkeeper.runtime.home import Home
from pondkeeper.runtime.product import Product, answers, free_port
from pondkeeper.runtime.supervisor import Supervisor

DEADLINE_S = 60.0
ACCOUNT = {"login": "lin", "name": "林", "password": "a long enough password"}
BRAND = {"name": "拾木", "timezone": "Asia/Shanghai"}
WELCOME = "/cgi-bin/externalcontact/send_welcome_msg"


@dataclass
class World:
    """`crew` restarts what dies while somebody waits here."""

    crew: Supervisor
    product: Product
    emulator_address: str
    console: httpx.Client
    emulator: httpx.Client
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
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def do(self, method: str, path: str, body: Any = None) -> Any:
        """Use a door of the emulator; fails loudly."""
        answer = self.emulator.request(method, f"/emulator/{path}", json=body)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()

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
def world(steered_from: datetime | None = None) -> Iterator[World]:
    """Everything started and answering, with a first login; ended with the block."""
    said: list[str] = []
    with tempfile.TemporaryDirectory(prefix="pond-story-") as folder:
        home = Home(open_to_all(Path(folder)) / "home").make()
        with Supervisor(home, said.append) as crew:
            product = Product(crew, home, free_port(20787 + os.getpid() % 1000 * 4))
            product.prepare(steered_from)
            port = free_port(product.port + 1)
            emulator = f"http://127.0.0.1:{port}"
            where = ["--home", str(Path(folder) / "world"), "--port", str(port)]
            serve = [sys.executable, "-P", "-m", "pond_emulator", "serve", *where]
            crew.start("emulator", [*serve, "--product", product.address], {})
            product.start()
            assert crew.wait_for(lambda: answers(port, "/emulator/state"), DEADLINE_S)
            with (
                httpx.Client(base_url=product.address, timeout=30, trust_env=False) as console,
                httpx.Client(base_url=emulator, timeout=30, trust_env=False) as outside,
            ):
                made = World(crew, product, emulator, console, outside, said)
                session = made.ask("POST", "/api/setup", {"workspace": BRAND, "account": ACCOUNT})
                console.headers["X-CSRF-Token"] = session["csrf_token"]
                yield made

"""The product's web server on a real port, and people who talk to it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
import uvicorn
from tests.support import net

from pondkeeper.api.app import build
from pondkeeper.api.services import Services
from pondkeeper.domain.channels.quota import Quotas
from pondkeeper.domain.channels.registry import Adapters
from pondkeeper.domain.channels.tokens import Tokens
from pondkeeper.kit.clock import SystemClock
from pondkeeper.kit.http import Http
from pondkeeper.platforms.registry import Ground
from pondkeeper.platforms.registry import build as build_platforms
from pondkeeper.reactions import RUN_KINDS

PASSWORD = "a long enough password"


@dataclass
class Person:
    """A browser with its own cookies."""

    http: httpx.AsyncClient
    csrf: str = ""
    me: dict[str, Any] = field(default_factory=dict)

    async def sign_in(self, login: str, password: str = PASSWORD, **more: str) -> httpx.Response:
        answer = await self.http.post(
            "/api/sessions", json={"login": login, "password": password, **more}
        )
        if answer.status_code == 201:
            self.csrf, self.me = answer.json()["csrf_token"], answer.json()["me"]
        return answer

    async def get(self, path: str, **params: Any) -> httpx.Response:
        return await self.http.get(path, params=params)

    async def send(self, method: str, path: str, body: Any = None) -> httpx.Response:
        return await self.http.request(method, path, json=body, headers={"X-CSRF-Token": self.csrf})


@pytest.fixture
async def services(database) -> AsyncIterator[Services]:
    tokens = Tokens(database)
    async with Http() as http:
        platforms = build_platforms(
            Ground(http=http, tokens=tokens, clock=SystemClock(), quota=Quotas(database))
        )
        yield Services(
            database=database,
            http=http,
            adapters=Adapters(platforms),
            tokens=tokens,
            public_url="http://127.0.0.1",
            run_kinds=RUN_KINDS,
            steer_token="steer-me",
        )


@pytest.fixture
async def address(services) -> AsyncIterator[str]:
    async with served(build(services)) as url:
        services.public_url = url
        yield url


@asynccontextmanager
async def served(app: Any) -> AsyncIterator[str]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, lifespan="on", log_level="warning"))
        task = asyncio.create_task(server.serve([listening]))
        while not server.started and not task.done():  # noqa: ASYNC110 - it tells no event
            await asyncio.sleep(0)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        await task


@pytest.fixture
async def stranger(address) -> AsyncIterator[Person]:
    async with net.client(address) as http:
        yield Person(http)


@pytest.fixture
async def owner(address) -> AsyncIterator[Person]:
    """Lin, who set the brand up."""
    async with net.client(address) as http:
        person = Person(http)
        answer = await http.post(
            "/api/setup",
            json={
                "workspace": {"name": "拾木", "timezone": "Asia/Shanghai"},
                "account": {"login": "lin", "name": "林", "password": PASSWORD},
            },
        )
        assert answer.status_code == 201, answer.text
        person.csrf, person.me = answer.json()["csrf_token"], answer.json()["me"]
        yield person

"""A shop behind its real HTTP doors, and a customer's link to it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import SimpleNamespace

import httpx
import uvicorn
from litestar import Litestar
from litestar.datastructures import State
from tests.domain.shop.cast import Shop
from tests.support import net

from pondkeeper.api import store as store_api
from pondkeeper.api.problems import render
from pondkeeper.domain import contacts
from pondkeeper.pages import ROUTES


@dataclass
class Counter:
    """The shop, its address, and the link that Lin was given."""

    shop: Shop
    client: httpx.AsyncClient
    base_url: str
    channel_key: str
    token: str

    @property
    def page(self) -> str:
        return f"/l/{self.channel_key}/{self.token}"

    async def api(self, method: str, path: str, body=None, token: str | None = None):
        headers = {"Authorization": f"Bearer {self.token if token is None else token}"}
        url = f"/api/store/{self.channel_key}{path}"
        return await self.client.request(method, url, json=body, headers=headers)


async def make_link(shop: Shop, contact_id: int) -> tuple[str, str]:
    async with shop.database.tx(shop.brand.id) as tx:
        channel = await tx.raw.fetchrow("select id, public_key from channel limit 1")
        token = await contacts.make_link(tx, contact_id, None, channel["id"], "welcome")
    return channel["public_key"], token


@asynccontextmanager
async def counter(shop: Shop) -> AsyncIterator[Counter]:
    services = SimpleNamespace(
        database=shop.database, adapters=shop.adapters, public_url=shop.public_url
    )
    app = Litestar(
        route_handlers=[*store_api.ROUTES, *ROUTES],
        exception_handlers={Exception: render},
        state=State({"services": services}),
    )
    listener = socket.create_server(("127.0.0.1", 0))
    base_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    config = uvicorn.Config(app, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    key, token = await make_link(shop, shop.brand.lin)
    try:
        async with net.client(base_url) as client:
            yield Counter(shop, client, base_url, key, token)
    finally:
        server.should_exit = True
        await task

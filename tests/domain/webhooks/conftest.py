"""A brand, an address that listens on loopback, and the loop that tells it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.support.pond import served

from pondkeeper.domain import staff, timeline, webhooks
from pondkeeper.kit.db import Actor, Database
from pondkeeper.kit.http import Http
from pondkeeper.platforms import webhook


@dataclass
class Ear:
    """Another system: what it heard, and what it answers."""

    address: str = ""
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    status: int = 200
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    says: bytes = b"thanks"

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body = bytearray()
        while (message := await receive()).get("more_body", False):
            body += message["body"]
        body += message["body"]
        names = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.heard.append((names, bytes(body)))
        start = {"type": "http.response.start", "status": self.status, "headers": self.headers}
        await send(start)
        await send({"type": "http.response.body", "body": self.says})


@dataclass
class House:
    """A brand with its doors."""

    database: Database
    http: Http
    workspace_id: int
    owner: Actor
    ear: Ear

    def tx(self) -> Any:
        return self.database.tx(self.workspace_id, self.owner)

    async def rows(self, sql: str, *values: Any) -> list[Any]:
        async with self.tx() as tx:
            return list(await tx.raw.fetch(sql, *values))

    async def listen(self, *kinds: str, **more: Any) -> tuple[int, str]:
        """Another system asks for events; its id and its secret."""
        given = {"name": f"ERP {kinds}", "url": f"{self.ear.address}/hook", "private": True} | more
        async with self.tx() as tx:
            return await webhooks.add(tx, webhooks.EndpointDraft(kinds=kinds, **given))

    async def happen(self, kind: str, *, origin: str = "live", **props: Any) -> None:
        async with self.tx() as tx:
            await timeline.record(tx, kind, origin=origin, **props)

    async def deliver(self) -> bool:
        return await webhook.consume(self, self.workspace_id)

    async def delivery(self) -> Any:
        [row] = await self.rows("select * from webhook_delivery")
        return row

    async def endpoint(self) -> webhooks.EndpointRow:
        async with self.tx() as tx:
            [row] = await webhooks.endpoints(tx)
        return row

    async def hurry(self) -> None:
        """Let what waits for its next try be due."""
        await self.rows(
            "update webhook_delivery set due_at = created_at - interval '1 hour'"
            " where state = 'waiting'"
        )


@pytest.fixture
async def house(database) -> AsyncIterator[House]:
    async with database.tx() as tx:
        account = await staff.create_account(tx, login="lin", name="林", password="long enough pw")
    async with database.tx(account_id=account) as tx:
        brand, owner = await staff.create_workspace(
            tx, name="拾木", timezone="Asia/Shanghai", account_id=account
        )
    ear = Ear()
    async with served(ear) as address, Http(private=True) as http:
        ear.address = address
        yield House(database, http, brand, Actor("staff", owner, account), ear)

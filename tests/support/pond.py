"""A brand with an emulated WeCom channel, its doors on a real port, its loops turned by hand."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import msgspec
import uvicorn
from sqlalchemy import text
from tests.platforms.emulated import Emulated, emulated

from pondkeeper.api.callbacks import callbacks, flush
from pondkeeper.api.services import Services
from pondkeeper.domain import channels, contacts, messaging, staff
from pondkeeper.domain.channels import code_sync, errands, handovers
from pondkeeper.domain.groups import reading as groups
from pondkeeper.kit.clock import SystemClock
from pondkeeper.kit.db import Actor, Database
from pondkeeper.kit.http import Http
from pondkeeper.platforms import inbox
from pondkeeper.platforms.registry import Ground, build
from pondkeeper.reactions import JOBS, RUN_KINDS

DEADLINE_S = 60.0
LOOPS = (
    inbox.consume, errands.consume, code_sync.consume, handovers.consume, groups.consume,
)


@dataclass
class Pond:
    """Mei and Bo work for the brand; whoever scans its code is welcomed."""

    services: Services
    database: Database
    world: Emulated
    owner_url: str
    corpid: str = ""
    agentid: int = 0
    app: dict[str, Any] = field(default_factory=dict)
    workspace_id: int = 0
    channel_id: int = 0
    owner: Actor = field(default_factory=Actor.system)

    def tx(self, actor: Actor | None = None) -> Any:
        return self.database.tx(self.workspace_id, actor)

    async def rows(self, sql: str, **values: Any) -> list[Any]:
        async with self.tx() as tx:
            return list((await tx.execute(text(sql), values)).mappings())

    async def value(self, sql: str, **values: Any) -> Any:
        found = await self.rows(sql, **values)
        return next(iter(found[0].values())) if found else None

    async def settle(self) -> None:
        """Turn every loop and do every job until nothing is left to do."""
        busy = True
        while busy:
            busy = False
            for loop in LOOPS:
                busy = await loop(self.services, self.workspace_id) or busy
            busy = await self.do_jobs() or busy
            await messaging.consume(self.services, self.workspace_id)
            await messaging.settle(self.services)

    async def do_jobs(self) -> bool:
        """Do what is on the queue, as the worker would; True when there was something."""
        connection = await asyncpg.connect(self.owner_url)
        try:
            jobs = await connection.fetch(
                "delete from pgqueuer returning entrypoint, payload, priority, id"
            )
        finally:
            await connection.close()
        for job in sorted(jobs, key=lambda job: (-job["priority"], job["id"])):
            await JOBS[job["entrypoint"]](self.services, msgspec.json.decode(job["payload"]))
        return bool(jobs)

    async def until(self, done: Callable[[], Awaitable[Any]]) -> Any:
        """Settle until `done` gives something; fail at the deadline."""
        async with asyncio.timeout(DEADLINE_S):
            while not (found := await done()):
                await self.settle()
                await asyncio.sleep(0.02)
        return found

    async def heard(self, count: int) -> None:
        """Wait until `count` callbacks in all were kept, and settle."""

        async def kept() -> bool:
            return await self.value("select count(*) from callback") >= count

        await self.until(kept)
        await self.settle()

    async def make_code(self, **more: Any) -> int:
        """A code of a parcel card, answered by Mei, made at the platform."""
        async with self.tx() as tx:
            source_id = await contacts.make_source(tx, f"包裹卡 {uuid4().hex[:6]}", kind="parcel")
            draft = {
                "name": f"包裹卡 {uuid4().hex[:6]}",
                "channel_id": self.channel_id,
                "source_id": source_id,
                "member_ids": ["mei"],
                "welcome": {"text": "{name}，你好，欢迎来到拾木：{link}"},
            }
            code_id = await channels.make_code(tx, channels.CodeDraft(**draft | more))
        await self.settle()
        return code_id

    async def scan(self, code_id: int, name: str = "小满") -> dict[str, Any]:
        """A new person scans a code."""
        made = await self.world.do("POST", "people", {"name": name})
        sql = "select config_id from channel_code where id = :id"
        config_id = await self.value(sql, id=code_id)
        scanned = await self.world.do(
            "POST", f"people/{made['person_id']}/scan", {"config_id": config_id}
        )
        return {**made, **scanned}

    async def welcomes(self, *, accepted: bool = True) -> list[dict[str, Any]]:
        """The emulator's own record of welcome calls."""
        endpoint = "/cgi-bin/externalcontact/send_welcome_msg"
        query = f"record?accepted={int(accepted)}&endpoint={endpoint}"
        record = await self.world.do("GET", query)
        return list(record["calls"])


@asynccontextmanager
async def pond(database: Database, owner_url: str, home: Path) -> AsyncIterator[Pond]:
    tokens = channels.Tokens(database)
    async with Http() as http, emulated(home) as world:
        platforms = build(
            Ground(http=http, tokens=tokens, clock=SystemClock(), quota=channels.Quotas(database))
        )
        services = Services(
            database=database,
            http=http,
            adapters=channels.Adapters(platforms),
            tokens=tokens,
            public_url="",
            run_kinds=RUN_KINDS,
        )
        async with served(partial(callbacks, services=services)) as address:
            services.public_url = address
            made = Pond(services, database, world, owner_url)
            await _found(made)
            yield made
            await messaging.settle(services)
            await flush(services)


async def _found(made: Pond) -> None:
    """Register the corp, its app and two members; connect the channel; set the callback."""
    made.corpid = (await made.world.do("POST", "corps", {"name": "拾木"}))["corpid"]
    made.app = await made.world.do("POST", f"corps/{made.corpid}/apps", {})
    members = [{"userid": "mei", "name": "梅"}, {"userid": "bo", "name": "波"}]
    async with made.database.tx() as tx:
        account_id = await staff.create_account(
            tx, login=f"lin-{uuid4().hex[:6]}", name="林", password="a long enough password"
        )
    async with made.database.tx(account_id=account_id) as tx:
        made.workspace_id, staff_id = await staff.create_workspace(
            tx, name="拾木", timezone="Asia/Shanghai", account_id=account_id
        )
    made.owner = Actor("staff", staff_id, account_id=account_id, role="owner")
    async with made.tx() as tx:
        settings = {
            "corp_id": made.corpid,
            "secret": made.app["secret"],
            "callback_token": made.app["token"],
            "encoding_aes_key": made.app["encoding_aes_key"],
            "public_url": made.services.public_url,
        }
        draft = channels.ChannelDraft("企业微信", made.world.base_url, settings)
        platform = made.services.adapters.of("wecom")
        made.channel_id = await channels.add(tx, platform, draft)
        key = (await channels.access(tx, made.channel_id)).public_key
    callback = f"corps/{made.corpid}/apps/{made.app['agentid']}/callback"
    await made.world.do("PUT", callback, {"url": f"{made.services.public_url}/callbacks/{key}"})
    await made.world.do("POST", f"corps/{made.corpid}/members", {"members": members})
    await made.heard(2)


@asynccontextmanager
async def served(app: Any) -> AsyncIterator[str]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, lifespan="off", log_level="warning", interface="asgi3")
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve([listening]))
        while not server.started and not task.done():  # noqa: ASYNC110 - uvicorn has no event
            await asyncio.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        await task

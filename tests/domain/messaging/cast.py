"""A brand with deliveries to send, and a platform in memory that answers as it is told."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import msgspec

from pondkeeper.api.services import Services
from pondkeeper.domain import channels, contacts, messaging, staff
from pondkeeper.domain.channels.ports import ChannelAccess, SendResult, Wire
from pondkeeper.domain.messaging.outcomes import SQL
from pondkeeper.kit import ids
from pondkeeper.kit.clock import SystemClock
from pondkeeper.kit.db import Actor, Database
from pondkeeper.kit.db.sql import Sql
from pondkeeper.kit.http import Http
from pondkeeper.platforms.registry import Ground, build
from pondkeeper.reactions import RUN_KINDS

TOUCHES = Sql.parse(
    "touches",
    """insert into touch (workspace_id, contact_id, identity_id, purpose, source_kind, source_id,
       occurrence, created_at)
       select :workspace_id, c, null, :purpose, 'test', :purpose, 'n' || place,
              cast(:now as timestamptz)
       from unnest(cast(:contact_ids as bigint[])) with ordinality as g (c, place)
       returning id""",
)
SETTINGS = {
    "corp_id": "ww1",
    "secret": "s",
    "callback_token": "t",
    "encoding_aes_key": "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
}
PURPOSES = {"welcome": "welcome", "transactional": "transactional", "service": "service"}


@dataclass
class Platform:
    """Keeps every call; `answers` holds what the next ones do, by text, then it accepts."""

    calls: list[str] = field(default_factory=list)
    answers: dict[str, list[Exception]] = field(default_factory=dict)
    gates: dict[str, asyncio.Event] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)

    async def send(self, access: ChannelAccess, call: Wire) -> SendResult:
        del access
        text = str(call.body["text"])
        self.calls.append(text)
        if text in self.gates:
            self.waiting.append(text)
            await self.gates[text].wait()
        if self.answers.get(text):
            raise self.answers[text].pop(0)
        return SendResult(f"p-{text}")

    async def test(self, access: ChannelAccess) -> list[Any]:
        del access
        return []


@dataclass
class Desk:
    """What a worker process has, and the brand it works for."""

    services: Services
    database: Database
    platform: Platform
    workspace_id: int
    channel_id: int
    contact_ids: list[int]
    owner: Actor

    def tx(self, actor: Actor | None = None) -> Any:
        return self.database.tx(self.workspace_id, actor)

    async def put(
        self, texts: Iterable[str], *, lane: str = "service", life_s: int | None = None
    ) -> None:
        """Put one delivery per text on a lane, all to different people."""
        wanted = list(texts)
        async with self.tx() as tx:
            now = tx.clock.now()
            until = now + timedelta(seconds=life_s) if life_s is not None else None
            touches = await tx.rows(
                TOUCHES,
                workspace_id=self.workspace_id,
                purpose=PURPOSES.get(lane, "marketing"),
                contact_ids=self.contact_ids[: len(wanted)],
                now=now,
            )
            await tx.run(
                SQL.make_deliveries,
                workspace_id=self.workspace_id,
                touch_ids=[row["id"] for row in touches],
                channel_ids=[self.channel_id] * len(wanted),
                client_keys=[ids.token(tx.epoch) for _ in wanted],
                bodies=[msgspec.json.encode({"text": text}).decode() for text in wanted],
                expires=[until] * len(wanted),
                lane=lane,
                kind="welcome",
                epoch=tx.epoch,
                now=now,
            )

    async def send_all(self) -> None:
        """Turn the loop until every lane of this process is empty."""
        await messaging.consume(self.services, self.workspace_id)
        await messaging.settle(self.services)

    async def rows(self, sql: str, *values: Any) -> list[Any]:
        async with self.tx() as tx:
            return list(await tx.raw.fetch(sql, *values))

    async def states(self) -> list[str]:
        rows = await self.rows("select state from delivery order by id")
        return [row["state"] for row in rows]

    async def later(self) -> None:
        """The dead are given up: every lease and every pause has ended."""
        past = datetime.now(UTC) - timedelta(seconds=1)
        await self.rows(
            "update delivery set leased_until = case when leased_until is null then null"
            " else $1::timestamptz end, retry_at = case when retry_at is null then null"
            " else $1::timestamptz end",
            past,
        )

    async def told(self, kind: str) -> int:
        rows = await self.rows("select count(*) as n from event where kind = $1", kind)
        return int(rows[0]["n"])


async def open_desk(database: Database, http: Http, people: int = 60) -> Desk:
    tokens = channels.Tokens(database)
    platform = Platform()
    wecom = build(
        Ground(http=http, tokens=tokens, clock=SystemClock(), quota=channels.Quotas(database))
    )["wecom"]
    adapters = channels.Adapters({"wecom": replace(wecom, adapter=platform)})
    services = Services(
        database=database,
        http=http,
        adapters=adapters,
        tokens=tokens,
        public_url="",
        run_kinds=RUN_KINDS,
    )
    workspace_id, owner = await _brand(database)
    async with database.tx(workspace_id) as tx:
        draft = channels.ChannelDraft("企业微信", "http://127.0.0.1:1", SETTINGS)
        channel_id = await channels.add(tx, adapters.of("wecom"), draft)
        added = await contacts.add_many(tx, [_somebody(n, channel_id) for n in range(people)])
    contact_ids = [one.contact_id for one in added]
    return Desk(services, database, platform, workspace_id, channel_id, contact_ids, owner)


async def _brand(database: Database) -> tuple[int, Actor]:
    async with database.tx() as tx:
        account_id = await staff.create_account(
            tx, login=f"lin-{uuid4().hex[:6]}", name="林", password="a long enough password"
        )
    async with database.tx(account_id=account_id) as tx:
        workspace_id, staff_id = await staff.create_workspace(
            tx, name="拾木", timezone="Asia/Shanghai", account_id=account_id
        )
    return workspace_id, Actor("staff", staff_id, account_id=account_id, role="owner")


def _somebody(number: int, channel_id: int) -> contacts.NewContact:
    return contacts.NewContact(
        face=contacts.Face("external_userid", "ww1", f"wm{number}"),
        channel_id=channel_id,
        member_id="mei",
        at=datetime.now(UTC),
    )


async def until(done: Callable[[], Any], seconds: float = 60) -> None:
    """Wait for a condition in this process; fail at the deadline."""
    async with asyncio.timeout(seconds):
        while not done():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.005)

"""A small pool written by hand at a fixed moment, so that every figure is known beforehand."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg

from pondkeeper.domain import profiles
from pondkeeper.kit.db import Database

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)  # twelve o'clock in Shanghai
DAY = timedelta(days=1)


@dataclass(slots=True)
class Buy:
    """An order paid at a moment."""

    at: datetime
    fen: int = 10_000
    refunded: int = 0
    cost: int = 4_000


@dataclass(slots=True)
class Person:
    """When someone came, what they bought, when they left."""

    added: datetime
    buys: list[Buy] = field(default_factory=list)
    lost: datetime | None = None


def ago(days: float) -> datetime:
    return NOON - days * DAY


class Crowd:
    """One workspace in Shanghai, its clock standing at NOON."""

    def __init__(self, workspace_id: int, owner: asyncpg.Connection, database: Database) -> None:
        self.id = workspace_id
        self.owner = owner
        self.database = database
        self.channel_id = 0

    async def source(self, name: str) -> int:
        return await self.owner.fetchval(
            "insert into source (workspace_id, name, created_at) values ($1, $2, $3) returning id",
            self.id, name, ago(400),
        )

    async def channel(self, kind: str) -> int:
        return await self.owner.fetchval(
            "insert into channel (workspace_id, kind, name, public_key, base_url, settings,"
            " secrets_sealed, created_at) values ($1, $2, $2, $3, 'http://127.0.0.1', '{}',"
            " '', $4) returning id",
            self.id, kind, uuid4().hex, NOON,
        )

    async def people(self, source_id: int | None, *people: Person) -> list[int]:
        return [await self._person(source_id, person) for person in people]

    async def _person(self, source_id: int | None, person: Person) -> int:
        contact_id = await self.known(source_id, person.added)
        await self.befriend(contact_id, person)
        for buy in person.buys:
            await self.buy(contact_id, buy)
        return contact_id

    async def known(self, source_id: int | None, added: datetime = NOON) -> int:
        """Somebody whom no channel holds."""
        return await self.owner.fetchval(
            "insert into contact (workspace_id, name, source_id, added_at, last_seen_at)"
            " values ($1, '客户', $2, $3, $3) returning id",
            self.id, source_id, added,
        )

    async def befriend(self, contact_id: int, person: Person) -> None:
        """Let the channel of the moment hold somebody, from being added to being lost."""
        identity_id = await self.owner.fetchval(
            "insert into identity (workspace_id, contact_id, kind, key, first_seen_at)"
            " values ($1, $2, 'external_userid', $3, $4) returning id",
            self.id, contact_id, uuid4().hex, person.added,
        )
        await self.owner.execute(
            "insert into follow (workspace_id, contact_id, identity_id, member_id, channel_id,"
            " since, ended_at, ended_by) values ($1, $2, $3, 'lin', $4, $5, $6, $7)",
            self.id, contact_id, identity_id, self.channel_id, person.added, person.lost,
            "customer" if person.lost else None,
        )

    async def buy(self, contact_id: int, buy: Buy) -> None:
        whole = buy.refunded == buy.fen
        await self.owner.execute(
            'insert into "order" (workspace_id, order_no, idempotency_key, contact_id, state,'
            " list_fen, payable_fen, paid_fen, refunded_fen, cost_fen, placed_at, paid_at)"
            " values ($1, $2, $2, $3, $4, $5, $5, $5, $6, $7, $8, $8)",
            self.id, uuid4().hex, contact_id, "refunded" if whole else "paid", buy.fen,
            buy.refunded, buy.cost, buy.at,
        )

    async def cost(self, source_id: int, fen: int, kind: str = "ads", days_ago: int = 100) -> None:
        await self.owner.execute(
            "insert into ledger_entry (workspace_id, kind, amount_fen, source_id, day, at,"
            " ref_kind, ref_id) values ($1, $2, $3, $4, $5, $6, 'cost', $7)",
            self.id, kind, -fen, source_id, ago(days_ago).date(), ago(days_ago), uuid4().hex,
        )

    async def settle(self) -> None:
        await profiles.rebuild(self.database, self.id)


async def make_crowd(owner_url: str, database: Database) -> Crowd:
    owner = await asyncpg.connect(owner_url)
    await owner.execute("update installation set steered_at = $1", NOON)
    workspace_id = await owner.fetchval(
        "insert into workspace (name, timezone, created_at) values ('拾木', 'Asia/Shanghai', $1)"
        " returning id",
        NOON,
    )
    crowd = Crowd(workspace_id, owner, database)
    crowd.channel_id = await crowd.channel("wecom")
    return crowd

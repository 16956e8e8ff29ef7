"""A brand whose people buy, leave and turn out to be one another."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import asyncpg

from pondkeeper.domain import contacts, profiles
from pondkeeper.domain.contacts import Evidence, Face, Lost, NewContact
from pondkeeper.kit.db import Database

NOW = datetime.now(UTC).replace(microsecond=0)
COLUMNS = (
    "contact_id, name, source_id, code_id, owner_id, store_id, added_at, last_seen_at, reachable,"
    " follows, lost_at, lost_by, first_order_at, last_order_at, orders, order_days, revenue_fen,"
    " refund_fen, lifecycle, lifecycle_until, recency_score, frequency_score, money_score"
)


@dataclass(slots=True)
class Pond:
    """One workspace, its database and what happened in it so far."""

    id: int
    channel_id: int
    source_id: int
    database: Database
    owner: asyncpg.Connection
    people: list[int] = field(default_factory=list)
    orders: list[int] = field(default_factory=list)
    merges: list[int] = field(default_factory=list)

    async def add(self, *, days_ago: float = 0, member: str = "lin", name: str = "平安是福") -> int:
        face = Face("external_userid", "corp", uuid4().hex)
        return await self.befriend(face, days_ago=days_ago, member=member, name=name)

    async def befriend(
        self, face: Face, *, days_ago: float = 0, member: str = "lin", name: str = "平安是福"
    ) -> int:
        new = NewContact(
            face, self.channel_id, member, NOW - timedelta(days=days_ago),
            source_id=self.source_id, name=name,
        )
        async with self.database.tx(self.id) as tx:
            contact_id = (await contacts.add(tx, new)).contact_id
            await profiles.mark_dirty(tx, [contact_id])
        self.people.append(contact_id)
        return contact_id

    async def lose(self, contact_id: int, *, days_ago: float, member: str = "lin") -> None:
        key = await self.owner.fetchval(
            "select key from identity where contact_id = $1 and kind = 'external_userid'",
            contact_id,
        )
        lost = Lost(
            Face("external_userid", "corp", key), member, "customer",
            NOW - timedelta(days=days_ago),
        )
        async with self.database.tx(self.id) as tx:
            await contacts.lose(tx, lost)
            await profiles.mark_dirty(tx, [contact_id])

    async def order(
        self, contact_id: int, fen: int, *, days_ago: float, refunded: int = 0, cost: int = 0
    ) -> int:
        paid_at = NOW - timedelta(days=days_ago)
        order_id = await self.owner.fetchval(
            'insert into "order" (workspace_id, order_no, idempotency_key, contact_id, state,'
            " list_fen, payable_fen, paid_fen, refunded_fen, cost_fen, placed_at, paid_at)"
            " values ($1, $2, $2, $3, 'paid', $4, $4, $4, $5, $6, $7, $7) returning id",
            self.id, uuid4().hex, contact_id, fen, refunded, cost, paid_at,
        )
        async with self.database.tx(self.id) as tx:
            await profiles.mark_dirty(tx, [contact_id])
        self.orders.append(order_id)
        return order_id

    async def refund(self, order_id: int, fen: int, *, days_ago: float) -> None:
        at = NOW - timedelta(days=days_ago)
        payment_id = await self.owner.fetchval(
            "insert into payment (workspace_id, order_id, out_trade_no, state, epoch, amount_fen,"
            " created_at) values ($1, $2, $3, 'paid', 1, $4, $5) returning id",
            self.id, order_id, uuid4().hex, fen, at,
        )
        await self.owner.execute(
            "insert into refund (workspace_id, order_id, payment_id, out_refund_no, state,"
            " amount_fen, reason, requested_by, requested_at, finished_at)"
            " values ($1, $2, $3, $4, 'success', $5, '', '', $6, $6)",
            self.id, order_id, payment_id, uuid4().hex, fen, at,
        )
        contact_id = await self.owner.fetchval(
            'update "order" set refunded_fen = refunded_fen + $2 where id = $1'
            " returning contact_id",
            order_id, fen,
        )
        async with self.database.tx(self.id) as tx:
            await profiles.mark_dirty(tx, [contact_id])

    async def merge(self, into: int, gone: int) -> int:
        async with self.database.tx(self.id) as tx:
            merge_id = await contacts.merge(tx, into, gone, Evidence("hand", "same person"))
            await profiles.mark_dirty(tx, [into, gone])
        self.merges.append(merge_id)
        return merge_id

    async def unmerge(self, merge_id: int) -> None:
        async with self.database.tx(self.id) as tx:
            await profiles.mark_dirty(tx, list(await contacts.unmerge(tx, merge_id)))
        self.merges.remove(merge_id)

    async def settle(self) -> None:
        while await profiles.consume(SimpleNamespace(database=self.database), self.id):
            pass

    async def profiles(self) -> tuple[list[dict], list[dict]]:
        states = await self.owner.fetch(
            f"select {COLUMNS} from contact_state where workspace_id = $1 order by contact_id",
            self.id,
        )
        days = await self.owner.fetch(
            "select * from contact_day where workspace_id = $1 order by contact_id, day", self.id
        )
        return [dict(row) for row in states], [dict(row) for row in days]

    async def state(self, contact_id: int) -> dict | None:
        row = await self.owner.fetchrow(
            "select * from contact_state where contact_id = $1", contact_id
        )
        return None if row is None else dict(row)


async def make_pond(owner_url: str, database: Database, name: str = "拾木") -> Pond:
    owner = await asyncpg.connect(owner_url)
    workspace_id = await owner.fetchval(
        "insert into workspace (name, timezone, created_at) values ($1, 'Asia/Shanghai', $2)"
        " returning id",
        name, NOW,
    )
    channel_id = await owner.fetchval(
        "insert into channel (workspace_id, kind, name, public_key, base_url, settings,"
        " secrets_sealed, created_at) values ($1, 'wecom', '企微', $2, 'http://127.0.0.1', '{}',"
        " '', $3) returning id",
        workspace_id, uuid4().hex, NOW,
    )
    source_id = await owner.fetchval(
        "insert into source (workspace_id, name, created_at) values ($1, '包裹卡', $2)"
        " returning id",
        workspace_id, NOW,
    )
    return Pond(workspace_id, channel_id, source_id, database, owner)

"""A pool of any size, written set-based: people, friendships, orders, tags, names, phones."""

import asyncio
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import asyncpg

from pondkeeper.domain import contacts
from pondkeeper.kit.db import Database

ARGUMENT = re.compile(r"\$(\d)")
CHARACTERS = (
    "小安福平乐丽娟芳敏静燕玲红霞梅琳雪晶慧莉桂香月莺媛艳瑞凡佳嘉"
    "琼勤珍贞莎锦黛青倩婷宁蓓纨苑婕馨瑗"
)
PHONE = "13800001234"

WORKSPACE = """
insert into workspace (name, timezone, created_at) values ('大池子', 'Asia/Shanghai', $1)
returning id
"""
PLACES = """
insert into store (workspace_id, name) select $1, '门店' || n from generate_series(1, 12) n;
insert into staff (workspace_id, login, name, role, scope, store_id, member_id, joined_at)
select $1, 'staff' || n, '导购' || n, 'service', 'own',
       (select min(id) from store where workspace_id = $1) + n % 12, 'member' || n, $2
from generate_series(1, 200) n;
insert into source (workspace_id, name, created_at)
select $1, '来源' || n, $2 from generate_series(1, 9) n;
insert into tag (workspace_id, name, created_at)
select $1, '标签' || n, $2 from generate_series(1, 20) n;
insert into channel (workspace_id, kind, name, public_key, base_url, settings, secrets_sealed,
                     created_at)
values ($1, 'wecom', '企微', md5($1::bigint::text), 'http://127.0.0.1', '{}', '', $2)
"""
# Sources, codes, shops and staff are uneven, the sixth source is one burst of two days, the ninth
# a handful of people: what a list sorted by another column finds hardest.
PEOPLE = """
insert into contact (workspace_id, name, source_id, code_id, owner_id, store_id, added_at,
                     last_seen_at)
select $1,
       substr($3, 1 + (power(random(), 3) * (length($3) - 1))::int, 1)
         || substr($3, 1 + (power(random(), 2) * (length($3) - 1))::int, 1)
         || case when random() < 0.6
                 then substr($3, 1 + (random() * (length($3) - 1))::int, 1) else '' end,
       s.first + p.source, 1 + p.source * 10 + (power(random(), 2) * 9)::int,
       w.first + (power(random(), 2) * 199)::int, h.first + (power(random(), 2) * 11)::int,
       p.added_at, p.added_at
from (
  select n, d.source,
         $2::timestamptz - case d.source
           when 5 then interval '200 days' + random() * interval '2 days'
           else power(random(), 1.3) * interval '730 days' end as added_at
  from generate_series(1, $4::int) n
  cross join lateral (
    select case when n <= 20 then 8 else (power(random(), 2) * 8 + n * 0)::int % 8 end as source
  ) d
) p
cross join (select min(id) as first from source where workspace_id = $1) s
cross join (select min(id) as first from staff where workspace_id = $1) w
cross join (select min(id) as first from store where workspace_id = $1) h
"""
FACES = """
insert into identity (workspace_id, contact_id, kind, realm, key, first_seen_at)
select $1, id, 'external_userid', 'corp', 'wm' || id, added_at from contact where workspace_id = $1
"""
FOLLOWS = """
insert into follow (workspace_id, contact_id, identity_id, member_id, channel_id, since, ended_at,
                    ended_by)
select $1, c.id, i.id, 'member' || c.owner_id, 1, c.added_at, e.ended_at,
       case when e.ended_at is not null then 'customer' end
from contact c
join identity i on i.workspace_id = c.workspace_id and i.contact_id = c.id
cross join lateral (
  select case when random() + c.id * 0 < 0.3
              then c.added_at + random() * ($2::timestamptz - c.added_at) end as ended_at
) e
where c.workspace_id = $1
"""
ORDERS = """
insert into "order" (workspace_id, order_no, idempotency_key, contact_id, state, list_fen,
                     payable_fen, paid_fen, cost_fen, placed_at, paid_at)
select $1, 'N' || c.id || '-' || o.n, 'N' || c.id || '-' || o.n, c.id, 'paid', o.fen, o.fen, o.fen,
       o.fen * 4 / 10, o.at, o.at
from contact c
cross join lateral (
  select n, 5000 + (random() * 15000)::bigint as fen,
         c.added_at + random() * ($2::timestamptz - c.added_at) as at
  from generate_series(1, case when random() + c.id * 0 < 0.25
                               then 1 + (power(random(), 4) * 12)::int else 0 end) n
) o
where c.workspace_id = $1
"""
TAGS = """
insert into contact_tag (workspace_id, tag_id, contact_id, canonical_id, origin, at)
select $1, t.id, c.id, c.id, 'hand', $2
from contact c
cross join (
  select id, power(float8 '0.5', 0.5 + row_number() over (order by id)) as share
  from tag
  where workspace_id = $1
) t
where c.workspace_id = $1 and random() + c.id * 0 < t.share
"""
GRAMS = """
insert into contact_gram (workspace_id, gram, canonical_id, contact_id)
select distinct $1::bigint, substr(c.name, p.at, p.size), c.id, c.id
from contact c
cross join lateral (
  select at, size from generate_series(1, length(c.name)) at cross join generate_series(1, 2) size
  where at + size - 1 <= length(c.name)
) p
where c.workspace_id = $1
"""
PHONES = """
insert into identity (workspace_id, contact_id, kind, key, tail, verified, first_seen_at)
select $1, id, 'phone', md5('phone' || id),
       ($3::text[])[1 + (power(random(), 2) * (cardinality($3::text[]) - 1))::int], false, $2
from contact
where workspace_id = $1 and id % 5 < 2
"""
ONE_PHONE = """
update identity set key = $2
where id = (select min(id) from identity where workspace_id = $1 and kind = 'phone')
"""
# As profiles/sql/states.sql has it, for people who were never merged and never wrote.
STATES = """
insert into contact_state (workspace_id, contact_id, name, source_id, code_id, owner_id, store_id,
    added_at, last_seen_at, reachable, follows, lost_at, lost_by, first_order_at, last_order_at,
    orders, order_days, revenue_fen, refund_fen, lifecycle, lifecycle_until, as_of)
select k.workspace_id, k.id, k.name, k.source_id, k.code_id, k.owner_id, k.store_id, k.added_at,
       k.seen_at, k.ended_at is null, (k.ended_at is null)::int, k.ended_at, k.ended_by, k.first_at,
       k.last_at, coalesce(k.orders, 0), coalesce(k.days, 0), coalesce(k.fen, 0), 0, l.lifecycle,
       case l.lifecycle when 'new' then k.added_at + interval '30 days'
                        when 'active' then k.seen_at + interval '60 days'
                        when 'dormant' then k.seen_at + interval '180 days' end,
       $2
from (
  select c.*, f.ended_at, f.ended_by, o.orders, o.days, o.fen, o.first_at, o.last_at,
         greatest(c.last_seen_at, o.last_at) as seen_at
  from contact c
  left join follow f on f.workspace_id = c.workspace_id and f.contact_id = c.id
  left join (
    select contact_id, count(*) as orders, sum(paid_fen) as fen, min(paid_at) as first_at,
           max(paid_at) as last_at, count(distinct (paid_at at time zone 'Asia/Shanghai')::date)
             as days
    from "order"
    where workspace_id = $1
    group by contact_id
  ) o on o.contact_id = c.id
  where c.workspace_id = $1
) k
cross join lateral (
  select case when k.ended_at is not null or k.seen_at <= $2::timestamptz - interval '180 days'
                then 'lost'
              when k.added_at > $2::timestamptz - interval '30 days' then 'new'
              when k.seen_at > $2::timestamptz - interval '60 days' then 'active'
              else 'dormant' end as lifecycle
) l
"""
# What is written when people are there: by two hands at once, each its steps in order.
ROUNDS = (
    ((FACES, FOLLOWS), (ORDERS, TAGS)),
    ((STATES,), (GRAMS, PHONES)),
)
FULL = ("contact", "identity", "follow", "order", "contact_tag", "contact_gram", "contact_state")
INDEXES = """
select format('drop index %s', i.indexrelid::regclass) as away,
       pg_get_indexdef(i.indexrelid) as made
from pg_index i
where i.indrelid = any(select format('%I', t)::regclass from unnest($1::text[]) t)
  and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
union all
select format('alter table %s drop constraint %I', c.conrelid::regclass, c.conname),
       format('alter table %s add constraint %I %s', c.conrelid::regclass, c.conname,
              pg_get_constraintdef(c.oid))
from pg_constraint c
where c.conrelid = any(select format('%I', t)::regclass from unnest($1::text[]) t)
  and c.contype in ('p', 'u')
  and not exists (select from pg_constraint f where f.contype = 'f' and f.conindid = c.conindid)
"""
HAND = """
set session_replication_role = replica;
set synchronous_commit = off;
set work_mem = '256MB';
set maintenance_work_mem = '512MB'
"""
HANDS = 2


async def seed(admin_url: str, database: Database, people: int, now: datetime) -> int:
    """Write a workspace with `people` contacts as the administrator; returns its id.

    Foreign keys are not checked row by row (the rows are made to fit), and indexes are made when
    their tables are full. Raises what the server raises.
    """
    hands = [await asyncpg.connect(admin_url) for _ in range(HANDS)]
    try:
        for hand in hands:
            await hand.execute(HAND)
        return await _fill(hands, database, people, now)
    finally:
        for hand in hands:
            await hand.close()


async def kept(admin_url: str) -> tuple[int, int] | None:
    """Return the workspace that lies there already and how many it holds, or None."""
    admin = await asyncpg.connect(admin_url)
    try:
        workspace_id = await admin.fetchval("select min(id) from workspace")
        if workspace_id is None:
            return None
        return workspace_id, await admin.fetchval("select count(*) from contact_state")
    finally:
        await admin.close()


async def _fill(
    hands: list[asyncpg.Connection], database: Database, people: int, now: datetime
) -> int:
    first = hands[0]
    workspace_id = int(await first.fetchval(WORKSPACE, now))
    indexed = await first.fetch(INDEXES, list(FULL))
    for index in indexed:
        await first.execute(index["away"])
    await _written(first, PLACES.split(";"), workspace_id, now)
    await _written(first, [PEOPLE], workspace_id, now, CHARACTERS, people)
    await first.execute("analyze contact")
    key, tails = await indexes(database, workspace_id)
    for in_a_row in ROUNDS:
        hands_full = zip(hands, in_a_row, strict=True)
        await asyncio.gather(
            *(_written(hand, steps, workspace_id, now, tails) for hand, steps in hands_full)
        )
        await first.execute('analyze identity, follow, "order"')
    waiting = iter([index["made"] for index in indexed])
    await asyncio.gather(*(_indexed(hand, waiting) for hand in hands))
    await first.execute(ONE_PHONE, workspace_id, key)
    await first.execute("vacuum analyze")
    return workspace_id


async def _written(hand: asyncpg.Connection, steps: Iterable[str], *values: Any) -> None:
    """Run each statement with as many of the values as it has places for, always alike."""
    for statement in steps:
        await hand.fetchval("select setseed(0.4)")
        places = max(int(place) for place in ARGUMENT.findall(statement))
        await hand.execute(statement, *values[:places])


async def _indexed(hand: asyncpg.Connection, waiting: Iterator[str]) -> None:
    for made in waiting:
        await hand.execute(made)


async def indexes(database: Database, workspace_id: int) -> tuple[str, list[str]]:
    """Return the blind index of PHONE and those of all tails of four digits."""
    async with database.tx(workspace_id) as tx:
        tails = [contacts.phone_tails(tx, f"{digits:04}")[0] for digits in range(10_000)]
        return contacts.phone_keys(tx, PHONE)[0], tails

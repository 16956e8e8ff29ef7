-- Where does each of these people stand? From the facts; rows of those who are nobody now go.
with zone as materialized (
  select timezone as tz from workspace where id = cast(:workspace_id as bigint)
),
member as materialized (
  select c.id, c.canonical_id, c.source_id, c.code_id, c.added_at, c.last_seen_at,
         own.name, own.owner_id, own.store_id
  from unnest(cast(:contact_ids as bigint[])) as w (contact_id)
  -- "offset 0", here and below: each person's rows by an index. To the planner, who knows nothing
  -- of what just came in, reading everybody's looks cheaper.
  cross join lateral (
    select * from contact f
    where f.workspace_id = cast(:workspace_id as bigint) and f.canonical_id = w.contact_id
    offset 0
  ) c
  cross join lateral (
    select * from contact f
    where f.workspace_id = cast(:workspace_id as bigint) and f.id = c.canonical_id
    offset 0
  ) own
  where own.erased_at is null
),
person as (
  select canonical_id as contact_id, min(name) as name, min(owner_id) as owner_id,
         min(store_id) as store_id, min(added_at) as added_at, max(last_seen_at) as last_seen_at
  from member
  group by canonical_id
),
-- The first way in counts, of those that are known.
origin as (
  select distinct on (canonical_id) canonical_id as contact_id, source_id, code_id
  from member
  order by canonical_id, source_id is null, added_at, id
),
friend as (
  select m.canonical_id as contact_id, count(*) filter (where f.ended_at is null) as standing,
         max(f.ended_at) as ended_at,
         (array_agg(f.ended_by order by f.ended_at desc nulls last, f.id desc))[1] as ended_by
  from member m
  join follow f on f.workspace_id = cast(:workspace_id as bigint) and f.contact_id = m.id
  group by m.canonical_id
),
bought as (
  select m.canonical_id as contact_id, count(*) as orders,
         count(distinct cast(o.paid_at at time zone z.tz as date)) as order_days,
         sum(o.paid_fen) as revenue_fen, sum(o.refunded_fen) as refund_fen,
         min(o.paid_at) as first_at, max(o.paid_at) as last_at
  from member m
  cross join lateral (
    select * from "order" f
    where f.workspace_id = cast(:workspace_id as bigint) and f.contact_id = m.id
    offset 0
  ) o
  cross join zone z
  where o.paid_at is not null
  group by m.canonical_id
),
heard as (
  select m.canonical_id as contact_id, max(e.at) as last_at
  from member m
  join event e on e.workspace_id = cast(:workspace_id as bigint) and e.contact_id = m.id
  where e.kind = 'message.received'
  group by m.canonical_id
),
known as (
  select p.contact_id, p.name, i.source_id, i.code_id, p.owner_id, p.store_id, p.added_at,
         greatest(p.last_seen_at, p.added_at, b.last_at, h.last_at) as last_seen_at,
         coalesce(f.standing, 0) as follows,
         case when f.standing = 0 then f.ended_at end as lost_at,
         case when f.standing = 0 then f.ended_by end as lost_by,
         b.first_at, b.last_at, coalesce(b.orders, 0) as orders,
         coalesce(b.order_days, 0) as order_days, coalesce(b.revenue_fen, 0) as revenue_fen,
         coalesce(b.refund_fen, 0) as refund_fen
  from person p
  join origin i using (contact_id)
  left join friend f using (contact_id)
  left join bought b using (contact_id)
  left join heard h using (contact_id)
),
staged as materialized (
  select k.*,
         case
           when k.lost_at is not null or k.last_seen_at <= cast(:lost_before as timestamptz)
             then 'lost'
           when k.added_at > cast(:new_since as timestamptz) then 'new'
           when k.last_seen_at > cast(:active_since as timestamptz) then 'active'
           else 'dormant'
         end as lifecycle
  from known k
),
gone as (
  delete from contact_state s
  where s.workspace_id = cast(:workspace_id as bigint)
    and s.contact_id = any (cast(:contact_ids as bigint[]))
    and not exists (select from staged k where k.contact_id = s.contact_id)
)
insert into contact_state as s
  (workspace_id, contact_id, name, source_id, code_id, owner_id, store_id, added_at, last_seen_at,
   reachable, follows, lost_at, lost_by, first_order_at, last_order_at, orders, order_days,
   revenue_fen, refund_fen, lifecycle, lifecycle_until, recency_score, frequency_score,
   money_score, as_of)
select :workspace_id, k.contact_id, k.name, k.source_id, k.code_id, k.owner_id, k.store_id,
       k.added_at, k.last_seen_at, k.follows > 0, k.follows, k.lost_at, k.lost_by, k.first_at,
       k.last_at, k.orders, k.order_days, k.revenue_fen, k.refund_fen, k.lifecycle,
       case k.lifecycle
         when 'new' then k.added_at + cast(:new_days as int) * interval '24 hours'
         when 'active' then k.last_seen_at + cast(:active_days as int) * interval '24 hours'
         when 'dormant' then k.last_seen_at + cast(:lost_days as int) * interval '24 hours'
       end,
       case when k.orders = 0 or cardinality(cast(:recency as timestamptz[])) = 0 then 0
            else 1 + width_bucket(k.last_at, cast(:recency as timestamptz[])) end,
       case when k.orders = 0 or cardinality(cast(:frequency as bigint[])) = 0 then 0
            else 1 + width_bucket(k.orders, cast(:frequency as bigint[])) end,
       case when k.orders = 0 or cardinality(cast(:money as bigint[])) = 0 then 0
            else 1 + width_bucket(cast(k.revenue_fen - k.refund_fen as bigint),
                                  cast(:money as bigint[])) end,
       :as_of
from staged k
on conflict (workspace_id, contact_id) do update
set name = excluded.name, source_id = excluded.source_id, code_id = excluded.code_id,
    owner_id = excluded.owner_id, store_id = excluded.store_id, added_at = excluded.added_at,
    last_seen_at = excluded.last_seen_at, reachable = excluded.reachable,
    follows = excluded.follows, lost_at = excluded.lost_at, lost_by = excluded.lost_by,
    first_order_at = excluded.first_order_at, last_order_at = excluded.last_order_at,
    orders = excluded.orders, order_days = excluded.order_days,
    revenue_fen = excluded.revenue_fen, refund_fen = excluded.refund_fen,
    lifecycle = excluded.lifecycle, lifecycle_until = excluded.lifecycle_until,
    recency_score = excluded.recency_score, frequency_score = excluded.frequency_score,
    money_score = excluded.money_score, as_of = excluded.as_of

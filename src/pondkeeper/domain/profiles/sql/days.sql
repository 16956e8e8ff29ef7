-- What did each of these people do on each local day? Sums from the facts; other days go.
with zone as materialized (
  select timezone as tz from workspace where id = cast(:workspace_id as bigint)
),
member as materialized (
  select c.id, c.canonical_id
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
bought as materialized (
  select m.canonical_id as contact_id, o.id, o.paid_at, o.paid_fen, o.refunded_fen
  from member m
  cross join lateral (
    select * from "order" f
    where f.workspace_id = cast(:workspace_id as bigint) and f.contact_id = m.id
    offset 0
  ) o
  where o.paid_at is not null
),
returned as materialized (
  select b.contact_id, b.id, r.finished_at, r.amount_fen
  from bought b
  join refund r on r.workspace_id = cast(:workspace_id as bigint) and r.order_id = b.id
  join payment p on p.workspace_id = r.workspace_id and p.id = r.payment_id
  where r.state = 'success' and not p.surplus
),
fact as (
  select contact_id, paid_at as at, 1 as orders, paid_fen as revenue_fen, 0::bigint as refund_fen,
         0 as touches, 0 as messages
  from bought
  union all
  select contact_id, finished_at, 0, 0, amount_fen, 0, 0 from returned
  union all
  -- Refunds that came with an imported order have no row of their own: they count on its day.
  select b.contact_id, b.paid_at, 0, 0, b.refunded_fen - coalesce(r.known_fen, 0), 0, 0
  from bought b
  left join (select id, sum(amount_fen) as known_fen from returned group by id) r on r.id = b.id
  where b.refunded_fen > coalesce(r.known_fen, 0)
  union all
  select m.canonical_id, e.at, 0, 0, 0, (e.kind = 'touch.sent')::int,
         (e.kind = 'message.received')::int
  from member m
  join event e on e.workspace_id = cast(:workspace_id as bigint) and e.contact_id = m.id
  where e.kind in ('touch.sent', 'message.received')
),
summed as materialized (
  select f.contact_id, cast(f.at at time zone z.tz as date) as day, sum(f.orders) as orders,
         sum(f.revenue_fen) as revenue_fen, sum(f.refund_fen) as refund_fen,
         sum(f.touches) as touches, sum(f.messages) as messages,
         min(f.at) as first_at, max(f.at) as last_at
  from fact f cross join zone z
  group by 1, 2
),
gone as (
  delete from contact_day d
  using (
    select x.contact_id, x.day
    from unnest(cast(:contact_ids as bigint[])) as w (contact_id)
    cross join lateral (
      select * from contact_day f
      where f.workspace_id = cast(:workspace_id as bigint) and f.contact_id = w.contact_id
      offset 0
    ) x
    left join summed s on s.contact_id = x.contact_id and s.day = x.day
    where s.day is null
  ) old
  where d.workspace_id = cast(:workspace_id as bigint)
    and d.contact_id = old.contact_id and d.day = old.day
)
insert into contact_day as d
  (workspace_id, contact_id, day, orders, revenue_fen, refund_fen, touches, messages, first_at,
   last_at)
select :workspace_id, contact_id, day, orders, revenue_fen, refund_fen, touches, messages,
       first_at, last_at
from summed
on conflict (workspace_id, contact_id, day) do update
set orders = excluded.orders, revenue_fen = excluded.revenue_fen,
    refund_fen = excluded.refund_fen, touches = excluded.touches,
    messages = excluded.messages, first_at = excluded.first_at, last_at = excluded.last_at
where (d.orders, d.revenue_fen, d.refund_fen, d.touches, d.messages, d.first_at, d.last_at)
  is distinct from (excluded.orders, excluded.revenue_fen, excluded.refund_fen, excluded.touches,
    excluded.messages, excluded.first_at, excluded.last_at)

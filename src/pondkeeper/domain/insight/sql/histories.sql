-- What is the purchase history of each of the next buyers by id, up to a day?
with next_ones as materialized (
  select contact_id
  from contact_state
  where workspace_id = cast(:workspace_id as bigint) and contact_id > cast(:after as bigint)
    and orders >= 1
  order by contact_id
  limit :how_many
),
bought as (
  select n.contact_id, cast(o.paid_at at time zone w.timezone as date) as day,
         sum(o.paid_fen - o.refunded_fen) filter (where o.state <> 'refunded') as fen
  from next_ones n
  join contact c on c.workspace_id = cast(:workspace_id as bigint) and c.canonical_id = n.contact_id
  join "order" o on o.workspace_id = c.workspace_id and o.contact_id = c.id
  join workspace w on w.id = c.workspace_id
  where o.paid_at is not null
  group by 1, 2
),
known as (
  select contact_id, day, fen, min(day) over (partition by contact_id) as first_day
  from bought
  where day <= cast(:until as date) and fen is not null
)
select n.contact_id, count(k.day) - 1 as frequency,
       coalesce(max(k.day) - min(k.day), 0) as last,
       coalesce(cast(:until as date) - min(k.day), 0) as age,
       cast(coalesce(sum(k.fen) filter (where k.day > k.first_day), 0) as bigint) as total
from next_ones n
left join known k on k.contact_id = n.contact_id
group by n.contact_id
order by n.contact_id

-- How many people share each purchase history up to a day, and each sum of repeat spend?
-- Days are local; orders that were refunded in full are none; rows with `last` are histories.
with bought as (
  select c.canonical_id as contact_id, cast(o.paid_at at time zone w.timezone as date) as day,
         sum(o.paid_fen - o.refunded_fen) as fen
  from "order" o
  join contact c on c.workspace_id = o.workspace_id and c.id = o.contact_id
  join workspace w on w.id = o.workspace_id
  where o.workspace_id = cast(:workspace_id as bigint) and o.paid_at is not null
    and o.state <> 'refunded'
  group by 1, 2
),
known as (
  select contact_id, day, fen, min(day) over (partition by contact_id) as first_day
  from bought
  where day <= cast(:until as date)
),
history as (
  select contact_id, count(*) - 1 as frequency, max(day) - min(day) as last,
         cast(:until as date) - min(day) as age,
         cast(coalesce(sum(fen) filter (where day > first_day), 0) as bigint) as total
  from known
  group by contact_id
)
select frequency, last, age, total, count(*) as people, grouping(total) = 1 as is_history
from history
group by grouping sets ((frequency, last, age), (frequency, total))

-- On how many days after a cut did people buy who had bought by then?
with bought as (
  select distinct c.canonical_id as contact_id,
         cast(o.paid_at at time zone w.timezone as date) as day
  from "order" o
  join contact c on c.workspace_id = o.workspace_id and c.id = o.contact_id
  join workspace w on w.id = o.workspace_id
  where o.workspace_id = cast(:workspace_id as bigint) and o.paid_at is not null
    and o.state <> 'refunded'
),
known as (
  select contact_id, day, min(day) over (partition by contact_id) as first_day from bought
)
select count(*)
from known
where first_day <= cast(:cut as date) and day > cast(:cut as date)
  and day <= cast(:until as date)

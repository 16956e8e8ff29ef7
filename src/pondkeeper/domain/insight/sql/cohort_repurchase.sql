-- Of a cohort's buyers whose first order is old enough, how many bought on a second day by then?
with zone as materialized (
  select timezone as tz, cast(cast(:now as timestamptz) at time zone timezone as date) as today
  from workspace
  where id = cast(:workspace_id as bigint)
),
person as materialized (
  select s.contact_id, a.added_on,
         case when cast(:by as text) = 'week'
              then to_char(date_trunc('week', a.added_on), 'YYYY-MM-DD')
              else coalesce(src.name, '') end as label
  from contact_state s
  cross join zone z
  cross join lateral (select cast(s.added_at at time zone z.tz as date) as added_on) a
  left join source src on src.workspace_id = s.workspace_id and src.id = s.source_id
  where s.workspace_id = cast(:workspace_id as bigint)
    and (cast(:owner_id as bigint) is null or s.owner_id = :owner_id)
    and (cast(:store_ids as bigint[]) is null or s.store_id = any (:store_ids))
),
bought as (
  select distinct c.canonical_id as contact_id, cast(o.paid_at at time zone z.tz as date) as day
  from "order" o
  join contact c on c.workspace_id = o.workspace_id and c.id = o.contact_id
  cross join zone z
  where o.workspace_id = cast(:workspace_id as bigint) and o.paid_at is not null
),
follow_up as (
  select p.label, b.day, lead(b.day) over mine as next_day, row_number() over mine as place
  from bought b
  join person p on p.contact_id = b.contact_id and b.day >= p.added_on
  window mine as (partition by b.contact_id order by b.day)
),
alike as (
  select f.label, z.today - f.day as age, f.next_day - f.day as wait, count(*) as people
  from follow_up f
  cross join zone z
  where f.place = 1
  group by 1, 2, 3
)
select k.label, g.age, cast(sum(k.people) as bigint) as base,
       cast(coalesce(sum(k.people) filter (where coalesce(k.wait < g.age, false)), 0) as bigint)
         as amount
from alike k
join unnest(cast(:ages as int[])) as g (age) on k.age >= g.age
group by 1, 2

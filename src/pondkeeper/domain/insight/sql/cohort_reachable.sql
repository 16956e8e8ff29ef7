-- Of the people of a cohort who are old enough, how many were still reachable at each age?
with zone as materialized (
  select timezone as tz, cast(cast(:now as timestamptz) at time zone timezone as date) as today
  from workspace
  where id = cast(:workspace_id as bigint)
),
person as materialized (
  select case when cast(:by as text) = 'week'
              then to_char(date_trunc('week', a.added_on), 'YYYY-MM-DD')
              else coalesce(src.name, '') end as label,
         z.today - a.added_on as age,
         cast(s.lost_at at time zone z.tz as date) - a.added_on as lost_age
  from contact_state s
  cross join zone z
  cross join lateral (select cast(s.added_at at time zone z.tz as date) as added_on) a
  left join source src on src.workspace_id = s.workspace_id and src.id = s.source_id
  where s.workspace_id = cast(:workspace_id as bigint)
    and (cast(:owner_id as bigint) is null or s.owner_id = :owner_id)
    and (cast(:store_ids as bigint[]) is null or s.store_id = any (:store_ids))
),
alike as (
  select label, age, lost_age, count(*) as people from person group by 1, 2, 3
)
select k.label, g.age, cast(sum(k.people) as bigint) as base,
       cast(coalesce(sum(k.people) filter (where coalesce(k.lost_age >= g.age, true)), 0)
         as bigint) as amount
from alike k
join unnest(cast(:ages as int[])) as g (age) on k.age >= g.age
group by 1, 2

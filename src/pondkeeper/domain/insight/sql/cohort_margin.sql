-- What margin did the people of a cohort bring by each age, of those who are old enough?
with zone as materialized (
  select timezone as tz, cast(cast(:now as timestamptz) at time zone timezone as date) as today
  from workspace
  where id = cast(:workspace_id as bigint)
),
person as materialized (
  select s.contact_id, a.added_on, z.today - a.added_on as age,
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
alike as (
  select label, age, cast(null as int) as at_age, count(*) as people, 0 as margin_fen
  from person
  group by 1, 2
  union all
  select p.label, p.age, d.day - p.added_on, 0, sum(d.margin_fen)
  from person p
  join (
    select c.canonical_id as contact_id, cast(o.paid_at at time zone z.tz as date) as day,
           o.paid_fen - o.refunded_fen - o.cost_fen as margin_fen
    from "order" o
    join contact c on c.workspace_id = o.workspace_id and c.id = o.contact_id
    cross join zone z
    where o.workspace_id = cast(:workspace_id as bigint) and o.paid_at is not null
  ) d on d.contact_id = p.contact_id and d.day >= p.added_on
  group by 1, 2, 3
)
select k.label, g.age, cast(sum(k.people) as bigint) as base,
       cast(coalesce(sum(k.margin_fen) filter (where k.at_age < g.age), 0) as bigint) as amount
from alike k
join unnest(cast(:ages as int[])) as g (age) on k.age >= g.age
group by 1, 2

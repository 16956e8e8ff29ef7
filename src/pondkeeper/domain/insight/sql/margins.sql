-- What margin came at which age of a person, and how old is that person now? Ages in days,
-- people older than the curve is long count as that old; rows without `at_age` count people.
with zone as materialized (
  select timezone as tz, cast(cast(:now as timestamptz) at time zone timezone as date) as today
  from workspace
  where id = cast(:workspace_id as bigint)
),
person as materialized (
  select s.contact_id, s.source_id, a.added_on,
         least(z.today - a.added_on, cast(:longest as int)) as age
  from contact_state s
  cross join zone z
  cross join lateral (select cast(s.added_at at time zone z.tz as date) as added_on) a
  where s.workspace_id = cast(:workspace_id as bigint)
    and (cast(:owner_id as bigint) is null or s.owner_id = :owner_id)
    and (cast(:store_ids as bigint[]) is null or s.store_id = any (:store_ids))
    and (cast(:added_from as date) is null or a.added_on >= cast(:added_from as date))
    and (cast(:added_to as date) is null or a.added_on <= cast(:added_to as date))
)
select source_id, age, cast(null as int) as at_age, count(*) as people,
       cast(0 as bigint) as margin_fen
from person
group by source_id, age
union all
select p.source_id, p.age, d.day - p.added_on, cast(0 as bigint),
       cast(sum(d.margin_fen) as bigint)
from person p
join (
  select c.canonical_id as contact_id, cast(o.paid_at at time zone z.tz as date) as day,
         o.paid_fen - o.refunded_fen - o.cost_fen as margin_fen
  from "order" o
  join contact c on c.workspace_id = o.workspace_id and c.id = o.contact_id
  cross join zone z
  where o.workspace_id = cast(:workspace_id as bigint) and o.paid_at is not null
) d on d.contact_id = p.contact_id
where d.day >= p.added_on and d.day - p.added_on <= cast(:longest as int)
group by p.source_id, p.age, d.day - p.added_on

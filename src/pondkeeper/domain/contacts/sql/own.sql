-- Who looks after these people? The first follower we know as staff, where nobody does yet.
with given as (
  select distinct on (g.contact_id) g.*
  from unnest(
    cast(:contact_ids as bigint[]), cast(:staff_ids as bigint[]), cast(:times as timestamptz[])
  ) with ordinality as g (contact_id, staff_id, at, place)
  order by g.contact_id, g.staff_id is null, g.place
),
locked as materialized (
  select c.id from contact c
  where c.workspace_id = :workspace_id and c.id = any (cast(:contact_ids as bigint[]))
  order by c.id
  for no key update
)
update contact c
set owner_id = coalesce(c.owner_id, g.staff_id),
    store_id = coalesce(c.store_id, case when c.owner_id is null then s.store_id end),
    last_seen_at = greatest(c.last_seen_at, g.at)
from locked l
join given g on g.contact_id = l.id
left join staff s on s.workspace_id = :workspace_id and s.id = g.staff_id
where c.workspace_id = :workspace_id and c.id = l.id

-- The tags of the list are put on its people.
insert into contact_tag (workspace_id, tag_id, contact_id, canonical_id, origin, by_actor, at)
select cast(:workspace_id as bigint), t.tag_id, c.id, c.canonical_id, 'import', :by_actor, :at
from incoming_tag t
cross join lateral (
  select * from contact f
  where f.workspace_id = cast(:workspace_id as bigint) and f.id = t.contact_id
  offset 0
) c
order by t.tag_id, c.id
on conflict do nothing

-- Which of these tags are new on these people? Contacts are share-locked against a merge meanwhile.
with people as materialized (
  select c.id, c.canonical_id
  from contact c
  where c.workspace_id = cast(:workspace_id as bigint)
    and c.id = any (cast(:contact_ids as bigint[]))
  order by c.id
  for share
),
words as (
  select t.id from tag t
  where t.workspace_id = cast(:workspace_id as bigint)
    and t.id = any (cast(:tag_ids as bigint[]))
)
insert into contact_tag (workspace_id, tag_id, contact_id, canonical_id, origin, by_actor, at)
select cast(:workspace_id as bigint), w.id, p.id, p.canonical_id, :origin, :by_actor, :at
from people p
cross join words w
where not exists (
  select from contact_tag held
  where held.workspace_id = cast(:workspace_id as bigint)
    and held.tag_id = w.id
    and held.canonical_id = p.canonical_id
)
order by p.id, w.id
on conflict do nothing
returning contact_id, tag_id

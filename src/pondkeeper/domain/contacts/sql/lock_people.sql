-- Who are these two, with everybody they already speak for, so that nobody merges them meanwhile?
select id, canonical_id, name, owner_id, store_id, erased_at, added_at
from contact
where workspace_id = :workspace_id
  and canonical_id in (
    select canonical_id from contact
    where workspace_id = :workspace_id and id = any (cast(:contact_ids as bigint[]))
  )
order by id
for no key update

-- Who speaks for these people? Locked, in one order, so that their limits are counted alone.
select id
from contact
where workspace_id = :workspace_id
  and id in (
    select canonical_id from contact
    where workspace_id = :workspace_id and id = any (cast(:contact_ids as bigint[]))
  )
order by id
for no key update

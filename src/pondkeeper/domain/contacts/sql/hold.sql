-- Who is held until this transaction ends? In the one order in which everybody takes them.
select id
from contact
where workspace_id = :workspace_id and id = any (cast(:contact_ids as bigint[]))
order by id
for no key update

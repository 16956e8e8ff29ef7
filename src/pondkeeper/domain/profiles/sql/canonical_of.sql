-- Which people are these contacts now, and which rows may have to go? Both, as ids.
select c.canonical_id as contact_id
from contact c
where c.workspace_id = :workspace_id and c.id = any (cast(:contact_ids as bigint[]))
union
select unnest(cast(:contact_ids as bigint[]))

-- What are these people called?
select c.id, coalesce(nullif(c.name, ''), s.name) as name
from contact c
join contact s on s.workspace_id = c.workspace_id and s.id = c.canonical_id
where c.workspace_id = :workspace_id and c.id = any (cast(:ids as bigint[]))

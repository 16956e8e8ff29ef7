-- Which of these faces are somebody's already, and whose?
select i.kind, i.realm, i.key, i.contact_id, c.canonical_id
from looked_up l
-- "offset 0": each by its key. However many people there are, all of them are never read.
cross join lateral (
  select * from identity f
  where f.workspace_id = :workspace_id and f.kind = l.kind and f.realm = l.realm and f.key = l.key
  offset 0
) i
join contact c on c.workspace_id = i.workspace_id and c.id = i.contact_id

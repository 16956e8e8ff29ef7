-- Which of these faces are somebody's already, and whose?
select i.kind, i.realm, i.key, i.contact_id, c.canonical_id
from looked_up l
join identity i
  on i.workspace_id = :workspace_id and i.kind = l.kind and i.realm = l.realm and i.key = l.key
join contact c on c.workspace_id = i.workspace_id and c.id = i.contact_id

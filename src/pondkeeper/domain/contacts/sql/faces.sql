-- Whose are these faces?
select i.kind, i.realm, i.key, i.id as identity_id, i.contact_id, c.canonical_id
from unnest(cast(:kinds as text[]), cast(:realms as text[]), cast(:keys as text[]))
  as g (kind, realm, key)
join identity i
  on i.workspace_id = :workspace_id and i.kind = g.kind and i.realm = g.realm and i.key = g.key
join contact c on c.workspace_id = i.workspace_id and c.id = i.contact_id

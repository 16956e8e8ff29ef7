-- Which identities are these faces, and whose, if anybody's?
select i.kind, i.realm, i.key, i.id, i.contact_id
from unnest(cast(:kinds as text[]), cast(:realms as text[]), cast(:keys as text[]))
  as g (kind, realm, key)
join identity i
  on i.workspace_id = :workspace_id and i.kind = g.kind and i.realm = g.realm and i.key = g.key

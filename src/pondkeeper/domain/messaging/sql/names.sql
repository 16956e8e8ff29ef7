-- What are these people called, and by which face does the platform of this friendship know them?
select g.place, coalesce(nullif(c.name, ''), s.name, '') as name, i.kind, i.realm, i.key
from unnest(cast(:ids as bigint[]), cast(:identity_ids as bigint[]))
  with ordinality as g (contact_id, identity_id, place)
join contact c on c.workspace_id = cast(:workspace_id as bigint) and c.id = g.contact_id
join contact s on s.workspace_id = c.workspace_id and s.id = c.canonical_id
left join identity i
  on i.workspace_id = cast(:workspace_id as bigint) and i.id = g.identity_id

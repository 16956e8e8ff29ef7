-- Which of these faces are somebody's already?
select i.kind, i.realm, i.key
from probed p
join identity i
  on i.workspace_id = cast(:workspace_id as bigint) and i.kind = p.kind and i.realm = p.realm
 and i.key = p.key
where i.contact_id is not null

-- Which of these faces are somebody's already?
select i.kind, i.realm, i.key
from probed p
cross join lateral (
  select * from identity f
  where f.workspace_id = cast(:workspace_id as bigint) and f.kind = p.kind and f.realm = p.realm
    and f.key = p.key
  offset 0
) i
where i.contact_id is not null

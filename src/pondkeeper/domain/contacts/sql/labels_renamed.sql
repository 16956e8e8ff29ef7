-- Which tags does the platform call otherwise, by a name that no other tag of ours has?
update tag t
set group_name = g.group_name, name = g.name
from unnest(cast(:ids as text[]), cast(:groups as text[]), cast(:names as text[]))
  as g (platform_id, group_name, name)
where t.workspace_id = :workspace_id and t.platform_id = g.platform_id
  and (t.group_name, t.name) is distinct from (g.group_name, g.name)
  and not exists (
    select from tag o
    where o.workspace_id = t.workspace_id and o.group_name = g.group_name and o.name = g.name
  )

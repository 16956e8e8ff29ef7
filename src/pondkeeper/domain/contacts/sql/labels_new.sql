-- Which labels are new here, as a tag or as the id of a tag that had none?
insert into tag as t (workspace_id, group_name, name, platform_id, created_at)
select :workspace_id, g.group_name, g.name, g.platform_id, cast(:now as timestamptz)
from unnest(cast(:ids as text[]), cast(:groups as text[]), cast(:names as text[]))
  as g (platform_id, group_name, name)
where not exists (
  select from tag o where o.workspace_id = :workspace_id and o.platform_id = g.platform_id
)
on conflict (workspace_id, group_name, name) do update
set platform_id = excluded.platform_id
where t.platform_id is null
returning xmax = 0 as added

-- How many of these labels are no tag's?
select count(*)
from unnest(cast(:ids as text[])) as g (platform_id)
where not exists (
  select from tag o where o.workspace_id = :workspace_id and o.platform_id = g.platform_id
)

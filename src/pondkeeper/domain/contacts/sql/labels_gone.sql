-- Which tags have a label that the platform does not list any more?
update tag
set platform_id = null
where workspace_id = :workspace_id and platform_id is not null
  and platform_id <> all (cast(:ids as text[]))

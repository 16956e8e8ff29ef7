-- Write a department's path below its parent's.
update department set path = coalesce(
    (select path from department where workspace_id = :workspace_id and id = :parent_id), '/'
  ) || id::text || '/'
where workspace_id = :workspace_id and id = :id

-- What is left of files whose pieces are gone? A row that says there was one.
update blob b
set name = '', size = 0
where b.workspace_id = :workspace_id
  and b.size > 0
  and not exists (
    select from blob_chunk c where c.workspace_id = b.workspace_id and c.blob_id = b.id
  )

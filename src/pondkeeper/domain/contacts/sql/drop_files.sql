-- Which files may hold the person? Every upload and every result of a run; their pieces go.
delete from blob_chunk c
where c.workspace_id = :workspace_id
  and (
    c.blob_id in (select blob_id from upload where workspace_id = :workspace_id)
    or c.blob_id in (
      select artefact_id from run where workspace_id = :workspace_id and artefact_id is not null
    )
  )

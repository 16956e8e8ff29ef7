-- What is in this piece of a file?
select sealed from blob_chunk
where workspace_id = :workspace_id and blob_id = :blob_id and place = :place

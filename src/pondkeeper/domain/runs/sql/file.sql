-- What is this file called, and how big is it?
select id, name, media_type, size from blob where workspace_id = :workspace_id and id = :id

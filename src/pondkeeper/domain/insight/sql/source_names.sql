-- What are the sources called?
select id, name from source where workspace_id = :workspace_id order by name

-- Is there such a source?
select id from source where workspace_id = :workspace_id and id = :source_id

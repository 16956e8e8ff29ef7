-- How does the article stand after its call? Ids that are not given stay as they are.
update article
set state = :state,
    lost = false,
    error = :error,
    draft_id = coalesce(nullif(cast(:draft_id as text), ''), draft_id),
    publish_id = coalesce(nullif(cast(:publish_id as text), ''), publish_id)
where workspace_id = :workspace_id and id = :id

-- May this call be made now? It is committed before it is made.
update article
set state = :state, lost = false, error = '', asked_at = :real
where workspace_id = :workspace_id and id = :id and state = :was

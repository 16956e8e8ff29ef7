-- Let a run begin that waited for approval.
update run set state = 'queued'
where workspace_id = :workspace_id and id = :id and state = 'waiting_approval'

-- End a run badly.
update run set state = 'failed', error = :error, finished_at = :now, leased_until = null
where workspace_id = :workspace_id and id = :id and lease = :lease and state = 'running'

-- Hold a run's lease a while longer, if it is still ours and nobody asked it to stop.
update run set leased_until = :until
where workspace_id = :workspace_id and id = :id and lease = :lease and state = 'running'
  and cancel_asked_at is null

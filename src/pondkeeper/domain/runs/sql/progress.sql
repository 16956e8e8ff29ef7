-- How far is the run? Noted only while it is ours and nobody asked it to stop.
update run set done = :done, failed = :failed, total = coalesce(:total, total),
  resume = coalesce(cast(:resume as jsonb), resume)
where workspace_id = :workspace_id and id = :id and lease = :lease and state = 'running'
  and cancel_asked_at is null

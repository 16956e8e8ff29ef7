-- Ask a run to stop; one that has not begun ends here.
update run set
  cancel_asked_at = :now,
  state = case when state = 'running' then state else 'cancelled' end,
  finished_at = case when state = 'running' then null else cast(:now as timestamptz) end
where workspace_id = :workspace_id and id = :id
  and state in ('waiting_approval', 'queued', 'running')

-- Which run has waited longest with nobody working on it? Take it.
update run set state = 'running', leased_until = :until, lease = lease + 1,
  started_at = coalesce(started_at, :now)
where workspace_id = :workspace_id
  and id = (
    select id from run
    where workspace_id = :workspace_id
      and (state = 'queued' or (state = 'running' and leased_until <= cast(:now as timestamptz)))
    order by id
    limit 1
    for update skip locked
  )
returning id, kind, lease, params, resume, requested_by

-- A run that was asked to stop has stopped.
update run set state = 'cancelled', finished_at = :now, leased_until = null
where workspace_id = :workspace_id and id = :id and state = 'running'
  and cancel_asked_at is not null

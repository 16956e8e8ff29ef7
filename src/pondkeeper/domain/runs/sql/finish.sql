-- End a run well.
update run set state = 'done', result = cast(:result as jsonb), artefact_id = :artefact_id,
  finished_at = :now, leased_until = null
where workspace_id = :workspace_id and id = :id and lease = :lease and state = 'running'
  and cancel_asked_at is null

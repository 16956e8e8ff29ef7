-- Does a restore's hold stand here?
select exists (
  select from restore_hold where workspace_id = :workspace_id and released_at is null
)

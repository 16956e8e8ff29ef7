-- Whose working hours have begun or ended, and whose next turn begins now?
(
  select id
  from channel_code
  where workspace_id = :workspace_id and duty_until <= cast(:now as timestamptz)
  order by duty_until
  limit 200
)
union
(
  select id
  from channel_code
  where workspace_id = :workspace_id and sync_state = 'waiting'
    and sync_at <= cast(:real as timestamptz) and strategy = 'round_robin'
  order by sync_at
  limit :limit
)

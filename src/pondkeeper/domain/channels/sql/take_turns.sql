-- Which of these codes are answered in turns, and told who is next once their turn is over?
update channel_code
set sync_state = 'waiting', sync_attempts = 0,
    sync_at = greatest(
      cast(:real as timestamptz), sync_at + make_interval(secs => cast(:turn_s as float8))
    )
where workspace_id = :workspace_id and id = any (cast(:ids as bigint[]))
  and strategy = 'round_robin' and active and sync_state = 'synced'
  and cardinality(member_ids) > 1

-- Which of these codes are answered in turns, and did not change hands just now?
select id
from channel_code
where workspace_id = :workspace_id and id = any (cast(:ids as bigint[]))
  and strategy = 'round_robin' and active and sync_state = 'synced'
  and sync_at <= cast(:real as timestamptz) - make_interval(secs => cast(:turn_s as float8))

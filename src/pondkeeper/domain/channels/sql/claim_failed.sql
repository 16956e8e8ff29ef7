-- Which callback that failed before is due to be tried again? One at a time.
select id, received_at, arrived_at, channel_id, sealed, attempts, reply_rule_id
from callback
where workspace_id = :workspace_id and state = 'new' and attempts > 0
  and received_at >= cast(:since as timestamptz) and received_at < cast(:until as timestamptz)
  and coalesce(retry_at, cast(:real as timestamptz)) <= cast(:real as timestamptz)
order by attempts, id
limit 1
for update skip locked

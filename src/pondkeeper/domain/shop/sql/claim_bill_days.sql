-- Which closed days are due to be compared with the platform's bill? Ours until :until.
with due as materialized (  -- else a rescan takes more than the limit
  select workspace_id, id from bill_day
  where workspace_id = :workspace_id
    and state = 'waiting'
    and due_at <= :now
    and coalesce(retry_at, :real) <= :real
  order by due_at
  limit :limit
  for update skip locked
)
update bill_day b
set retry_at = :until, attempts = b.attempts + 1,
    state = case when b.attempts >= :tries then 'given_up' else b.state end
from due
where b.workspace_id = due.workspace_id and b.id = due.id
returning b.channel_id, b.state

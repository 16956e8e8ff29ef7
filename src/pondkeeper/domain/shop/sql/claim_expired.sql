-- Which unpaid orders are past their time? Ours until :until.
with due as materialized (  -- else a rescan takes more than the limit
  select id from "order"
  where workspace_id = :workspace_id
    and state = 'pending'
    and expires_at <= :now
    and coalesce(retry_at, :real) <= :real
  order by expires_at
  limit :limit
  for update skip locked
)
update "order" o
set retry_at = :until
from due
where o.workspace_id = :workspace_id and o.id = due.id
returning o.id

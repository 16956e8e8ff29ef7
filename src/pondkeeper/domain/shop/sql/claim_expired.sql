-- Which unpaid orders are past their time? Ours until :until.
update "order" o
set retry_at = :until
from (
  select id from "order"
  where workspace_id = :workspace_id
    and state = 'pending'
    and expires_at <= :now
    and coalesce(retry_at, :real) <= :real
  order by expires_at
  limit :limit
  for update skip locked
) due
where o.workspace_id = :workspace_id and o.id = due.id
returning o.id

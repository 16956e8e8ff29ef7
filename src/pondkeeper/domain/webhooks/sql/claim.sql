-- What is told next? A few of each address, so that one that is slow does not hold up the others.
with due as materialized (
  select d.id, e.url, e.secrets_sealed, e.active and e.disabled_at is null as usable
  from webhook_endpoint e
  cross join lateral (
    select w.id
    from webhook_delivery w
    where w.workspace_id = :workspace_id and w.endpoint_id = e.id and w.state = 'waiting'
      and w.due_at <= cast(:real as timestamptz)
    order by w.due_at
    limit :each
    for update skip locked
  ) d
  where e.workspace_id = :workspace_id
  order by e.failing_since is not null, d.id
  limit :limit
)
update webhook_delivery w
set due_at = cast(:leased as timestamptz), attempts = w.attempts + 1
from due
where w.workspace_id = :workspace_id and w.id = due.id
returning w.id, w.endpoint_id, w.message_id, w.kind, w.event_id, w.event_received_at, w.attempts,
          w.due_at as leased, due.url, due.secrets_sealed, due.usable

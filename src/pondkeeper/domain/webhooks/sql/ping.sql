-- Where does a test of this address go? Kept as a telling of nothing, claimed from the start.
with made as (
  insert into webhook_delivery
    (workspace_id, endpoint_id, message_id, kind, attempts, due_at, created_at)
  select e.workspace_id, e.id,
         concat('msg_', cast(:epoch as int), '_', replace(gen_random_uuid()::text, '-', '')),
         cast(:kind as text), 1, cast(:leased as timestamptz), cast(:now as timestamptz)
  from webhook_endpoint e
  where e.workspace_id = :workspace_id and e.id = :endpoint_id
  returning *
)
select m.id, m.endpoint_id, m.message_id, m.kind, m.event_id, m.event_received_at, m.attempts,
       m.due_at as leased, e.url, e.secrets_sealed, true as usable
from made m
join webhook_endpoint e on e.workspace_id = m.workspace_id and e.id = m.endpoint_id

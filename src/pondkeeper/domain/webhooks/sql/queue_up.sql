-- Who wants to hear of these events? Each telling becomes a row with an id for the other side.
insert into webhook_delivery
  (workspace_id, endpoint_id, message_id, kind, event_id, event_received_at, contact_id, due_at,
   created_at)
select e.workspace_id, e.id,
       concat('msg_', cast(:epoch as int), '_', replace(gen_random_uuid()::text, '-', '')),
       g.kind, g.id, cast(:received_at as timestamptz), g.contact_id,
       cast(:real as timestamptz), cast(:received_at as timestamptz)
from webhook_endpoint e
join unnest(cast(:ids as bigint[]), cast(:kinds as text[]), cast(:contact_ids as bigint[]))
  as g (id, kind, contact_id)
  on e.kinds && array['*', split_part(g.kind, '.', 1) || '.*', g.kind]
where e.workspace_id = :workspace_id and e.active and e.disabled_at is null
order by g.id, e.id

-- What was this address told, newest first, and how did it answer?
select id, endpoint_id, message_id, kind, event_id, contact_id, state, attempts, due_at, tried_at,
       status, took_ms, error, answer, created_at
from webhook_delivery
where workspace_id = :workspace_id
  and (cast(:endpoint_id as bigint) is null or endpoint_id = :endpoint_id)
  and (cast(:state as text) is null or state = :state)
  and (cast(:before as bigint) is null or id < :before)
order by id desc
limit :limit

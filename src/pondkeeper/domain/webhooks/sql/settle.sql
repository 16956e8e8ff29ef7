-- How did these tellings go? Only where the lease is still ours: else another is on it.
update webhook_delivery d
set state = g.state, due_at = g.due_at, tried_at = cast(:real as timestamptz), status = g.status,
    took_ms = g.took_ms, error = g.error, answer = g.answer
from unnest(
  cast(:ids as bigint[]), cast(:leases as timestamptz[]), cast(:states as text[]),
  cast(:dues as timestamptz[]), cast(:statuses as smallint[]), cast(:tooks as int[]),
  cast(:errors as text[]), cast(:answers as text[])
) as g (id, leased, state, due_at, status, took_ms, error, answer)
where d.workspace_id = :workspace_id and d.id = g.id and d.due_at = g.leased
  and d.state = 'waiting'

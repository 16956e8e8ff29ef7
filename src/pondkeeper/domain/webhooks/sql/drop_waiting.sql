-- What still waits for these addresses, now that they are off? It failed; each may be replayed.
update webhook_delivery
set state = 'failed', error = 'off'
where workspace_id = :workspace_id
  and endpoint_id = any (cast(:endpoint_ids as bigint[]))
  and state = 'waiting'

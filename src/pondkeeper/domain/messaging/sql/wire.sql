-- Which leased deliveries go out now? Committed before the calls; a lease that ended is not ours.
update delivery
set state = 'wire', leased_until = cast(:leased_until as timestamptz),
    wire_at = cast(:real as timestamptz)
where workspace_id = :workspace_id and id = any (cast(:ids as bigint[])) and state = 'leased'
  and leased_until > cast(:real as timestamptz)
  and (expires_at is null or expires_at > cast(:real as timestamptz))
returning id, channel_id, kind, body, client_key, attempts, expires_at

-- Which token row takes the refreshed token and gives the lease back? Only under the same lease.
update platform_token
set token_sealed = coalesce(cast(:sealed as bytea), token_sealed),
    expires_at = coalesce(cast(:expires_at as timestamptz), expires_at),
    refreshing_until = null
where workspace_id = :workspace_id and channel_id = :channel_id and kind = :kind
  and refreshing_until = cast(:lease as timestamptz)

-- How does this code stand at the platform? What was changed meanwhile stays waiting.
update channel_code
set config_id = coalesce(config_id, cast(:config_id as text)),
    qr_url = coalesce(qr_url, cast(:qr_url as text)),
    unconfirmed = greatest(unconfirmed - cast(:confirmed as bigint), 0),
    sync_state = case
      when sync_at = cast(:leased as timestamptz) then cast(:state as text) else sync_state
    end,
    sync_error = case
      when sync_at = cast(:leased as timestamptz) then cast(:error as text) else sync_error
    end,
    sync_at = case
      when sync_at = cast(:leased as timestamptz) then cast(:sync_at as timestamptz) else sync_at
    end
where workspace_id = :workspace_id and id = :id

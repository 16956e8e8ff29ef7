-- Which codes must the platform be told about now?
update channel_code
set sync_state = 'waiting', sync_at = cast(:real as timestamptz), sync_attempts = 0
where workspace_id = :workspace_id and id = any (cast(:ids as bigint[]))

-- Which kept callback is handled again?
update callback
set state = 'new', attempts = 0, retry_at = null, error = '', handled_at = null
where workspace_id = :workspace_id and id = :id and received_at >= cast(:since as timestamptz)
returning channel_id

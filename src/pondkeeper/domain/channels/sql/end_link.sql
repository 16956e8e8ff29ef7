-- Which of our links did the platform shut? Nobody comes by it any more.
update channel_code
set active = false, sync_state = 'failed', sync_error = :why
where workspace_id = :workspace_id and channel_id = :channel_id and form = 'link'
  and config_id = :link_id and active
returning id, name

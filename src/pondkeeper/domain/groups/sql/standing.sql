-- Which groups of a channel stand here?
select chat_id from group_chat
where workspace_id = :workspace_id and channel_id = :channel_id and ended_at is null

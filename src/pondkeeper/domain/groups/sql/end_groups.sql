-- Which of these groups stood until now?
update group_chat
set ended_at = cast(:at as timestamptz), due_at = null
where workspace_id = :workspace_id and channel_id = :channel_id and ended_at is null
  and chat_id = any (cast(:chat_ids as text[]))

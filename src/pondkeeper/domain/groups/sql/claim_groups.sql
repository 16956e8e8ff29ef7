-- Which groups are due to be read? Taken until :until, so that another process takes others.
update group_chat c
set due_at = cast(:until as timestamptz)
where c.workspace_id = :workspace_id and c.id in (
  select id from group_chat
  where workspace_id = :workspace_id and due_at <= cast(:real as timestamptz)
  order by due_at
  limit :limit
  for update skip locked
)
returning c.id, c.channel_id, c.chat_id

-- What is this group now, and was it unread until now?
with before as (
  select read_at from group_chat
  where workspace_id = :workspace_id and channel_id = :channel_id and chat_id = :chat_id
)
insert into group_chat as c (
  workspace_id, channel_id, chat_id, name, owner_member_id, notice, made_at, read_at
)
values (
  :workspace_id, :channel_id, :chat_id, :name, :owner, :notice,
  cast(:made_at as timestamptz), cast(:real as timestamptz)
)
on conflict (workspace_id, channel_id, chat_id) do update
set name = excluded.name, owner_member_id = excluded.owner_member_id, notice = excluded.notice,
    made_at = coalesce(excluded.made_at, c.made_at), read_at = excluded.read_at, ended_at = null,
    due_at = null, attempts = 0, error = ''
returning c.id, not exists (select from before where before.read_at is not null) as added

-- Which groups are to be read again, the new ones among them?
insert into group_chat as c (workspace_id, channel_id, chat_id, due_at)
select :workspace_id, :channel_id, g.chat_id, cast(:real as timestamptz)
from unnest(cast(:chat_ids as text[])) as g (chat_id)
on conflict (workspace_id, channel_id, chat_id) do update
set due_at = excluded.due_at, attempts = 0

-- Which of these groups did we not know?
insert into group_chat (workspace_id, channel_id, chat_id)
select :workspace_id, :channel_id, g.chat_id
from unnest(cast(:chat_ids as text[])) as g (chat_id)
on conflict (workspace_id, channel_id, chat_id) do nothing

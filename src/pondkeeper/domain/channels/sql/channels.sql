-- Which channels does the brand have, and when did each last hear from its platform?
select c.id, c.kind, c.name, c.public_key, c.base_url, c.settings, c.secrets_sealed, c.active,
       c.tested_at, c.test_result, last.received_at as last_callback_at
from channel c
left join lateral (
  select b.received_at
  from callback b
  where b.workspace_id = c.workspace_id and b.channel_id = c.id
  order by b.id desc
  limit 1
) last on true
where c.workspace_id = :workspace_id
order by c.id

-- Which codes carry these states (or ids), and what do they give everybody who comes?
select c.id, c.name, c.state, c.channel_id, c.source_id, c.store_id, c.welcome, c.cost_per_add_fen,
       coalesce(t.tag_ids, '{}') as tag_ids, coalesce(t.platform_tag_ids, '{}') as platform_tag_ids
from channel_code c
left join lateral (
  select array_agg(g.id) as tag_ids,
         array_agg(g.platform_id) filter (where g.platform_id is not null) as platform_tag_ids
  from channel_code_tag l
  join tag g on g.workspace_id = l.workspace_id and g.id = l.tag_id
  where l.workspace_id = c.workspace_id and l.code_id = c.id
) t on true
where c.workspace_id = :workspace_id
  and (c.state = any (cast(:states as text[])) or c.id = any (cast(:ids as bigint[])))

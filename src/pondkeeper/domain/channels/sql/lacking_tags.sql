-- Which tags of these codes are not at the platform yet, as far as we know?
select t.id, t.name, t.group_name, c.channel_id, array_agg(c.id order by c.id) as code_ids
from channel_code c
join channel_code_tag l on l.workspace_id = c.workspace_id and l.code_id = c.id
join tag t on t.workspace_id = l.workspace_id and t.id = l.tag_id
where c.workspace_id = :workspace_id and c.id = any (cast(:ids as bigint[]))
  and t.platform_id is null
group by t.id, t.name, t.group_name, c.channel_id
order by t.id

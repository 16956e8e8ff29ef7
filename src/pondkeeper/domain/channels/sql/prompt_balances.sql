-- How many messages of which templates does this person still allow?
select b.channel_id, c.name as channel_name, b.template_id, b.left_over, b.accepted, b.answered_at
from identity i
join prompt_balance b on b.workspace_id = i.workspace_id and b.identity_id = i.id
join channel c on c.workspace_id = b.workspace_id and c.id = b.channel_id
where i.workspace_id = :workspace_id and i.contact_id = any (cast(:contact_ids as bigint[]))
order by b.answered_at desc, b.template_id

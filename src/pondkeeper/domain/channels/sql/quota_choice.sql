-- Which preset and which counts of its own has this channel?
select c.limits_preset, l.rule, l.count
from channel c
left join channel_limit l on l.workspace_id = c.workspace_id and l.channel_id = c.id
where c.workspace_id = :workspace_id and c.id = :channel_id

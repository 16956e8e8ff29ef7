-- How far is this handover?
select h.state, count(i.id) as total, count(i.id) filter (where i.state <> 'found') as asked,
       count(i.id) filter (where i.state in ('full', 'failed', 'refused')) as failed
from handover h
left join handover_item i on i.workspace_id = h.workspace_id and i.handover_id = h.id
where h.workspace_id = :workspace_id and h.id = :id
group by h.state

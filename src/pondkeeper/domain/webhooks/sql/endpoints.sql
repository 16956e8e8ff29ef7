-- Which addresses are told of events, and how did the last thirty days go?
select e.id, e.name, e.url, e.kinds, e.active, e.failing_since, e.disabled_at, e.last_sent_at,
       e.created_at, coalesce(c.waiting, 0) as waiting, coalesce(c.failed, 0) as failed
from webhook_endpoint e
left join lateral (
  select count(*) filter (where d.state = 'waiting') as waiting,
         count(*) filter (where d.state = 'failed') as failed
  from webhook_delivery d
  where d.workspace_id = e.workspace_id and d.endpoint_id = e.id
) c on true
where e.workspace_id = :workspace_id
  and (cast(:id as bigint) is null or e.id = :id)
order by e.id

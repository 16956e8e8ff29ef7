-- Of which deliveries does nobody know whether they arrived?
select d.id, d.lane, d.kind, d.channel_id, d.error_code, d.error_hint, d.wire_at, d.ended_at,
       d.expires_at, t.recipients, t.contact_id, t.contact_name
from delivery d
left join lateral (
  select count(*) as recipients, min(c.canonical_id) as contact_id, min(c.name) as contact_name
  from touch o
  join contact c on c.workspace_id = o.workspace_id and c.id = o.contact_id
  where o.workspace_id = d.workspace_id and o.delivery_id = d.id
) t on true
where d.workspace_id = :workspace_id and d.state = 'unknown'
  and (cast(:before as bigint) is null or d.id < cast(:before as bigint))
order by d.id desc
limit :limit

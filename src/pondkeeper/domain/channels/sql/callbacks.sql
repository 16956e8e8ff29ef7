-- What did the platform of this channel tell us, newest first?
select b.id, b.received_at, b.channel_id, b.kind, b.state, b.attempts, b.error,
       octet_length(b.sealed) - 29 as bytes, b.handled_at,
       p.canonical_id as contact_id, p.name as contact_name
from callback b
left join lateral (
  select c.canonical_id, c.name
  from identity i
  join contact c on c.workspace_id = i.workspace_id and c.id = i.contact_id
  where i.workspace_id = b.workspace_id and i.id = b.identity_ids[1]
) p on true
where b.workspace_id = :workspace_id and b.channel_id = :channel_id
  and (cast(:state as text) is null or b.state = cast(:state as text))
  and (cast(:before as bigint) is null or b.id < cast(:before as bigint))
order by b.id desc
limit :limit

-- Of which deliveries does nobody know whether they arrived? Newest first, and only those whose
-- recipients the actor may all see.
select d.id, d.lane, d.kind, d.error_code, d.error_hint, d.wire_at, d.expires_at, t.recipients,
       t.contact_id, t.contact_name
from delivery d
cross join lateral (
  select count(*) as recipients, min(s.id) as contact_id, min(s.name) as contact_name,
         bool_and(
           (
             (cast(:owner_id as bigint) is null or s.owner_id = :owner_id)
             and (cast(:store_ids as bigint[]) is null or s.store_id = any (:store_ids))
           ) is true
         ) as seen
  from touch o
  join contact c on c.workspace_id = o.workspace_id and c.id = o.contact_id
  join contact s on s.workspace_id = c.workspace_id and s.id = c.canonical_id
  where o.workspace_id = d.workspace_id and o.delivery_id = d.id
) t
where d.workspace_id = :workspace_id and d.state = 'unknown'
  and (t.seen or (:owner_id is null and :store_ids is null))
  and (cast(:before as bigint) is null or d.id < cast(:before as bigint))
order by d.id desc
limit :limit

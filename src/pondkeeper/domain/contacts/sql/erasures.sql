-- Who was erased, newest first?
select e.id, e.contact_id, e.reason, e.requested_at, e.finished_at, e.reached, st.id as by_id,
       st.name as by_name
from erasure e
left join staff st on st.workspace_id = e.workspace_id and 'staff:' || st.id = e.requested_by
where e.workspace_id = :workspace_id
  and (cast(:before_id as bigint) is null or e.id < :before_id)
  and (cast(:contact_ids as bigint[]) is null
       or e.contact_id = any (cast(:contact_ids as bigint[])))
order by e.id desc
limit :limit

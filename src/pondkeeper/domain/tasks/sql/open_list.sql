-- What is there to do, by me or by whoever takes it, the most urgent first?
select t.id, t.kind, t.params, t.due_at, t.created_at, t.staff_id, st.name as staff_name,
       c.canonical_id as contact_id, s.name as contact_name
from task t
left join staff st on st.workspace_id = t.workspace_id and st.id = t.staff_id
left join contact c on c.workspace_id = t.workspace_id and c.id = t.contact_id
left join contact s on s.workspace_id = t.workspace_id and s.id = c.canonical_id
where t.workspace_id = :workspace_id
  and t.done_at is null
  and (cast(:staff_id as bigint) is null or t.staff_id = :staff_id or t.staff_id is null)
  and (
    s.id is null
    or cast(:scope as text) = 'all'
    or t.staff_id = cast(:scope_staff_id as bigint)
    or (:scope = 'own' and s.owner_id = :scope_staff_id)
    or (
      :scope in ('store', 'department')
      and s.store_id = any (cast(:scope_store_ids as bigint[]))
    )
  )
  and (
    cast(:after_due as timestamptz) is null
    or (t.due_at, t.id) > (cast(:after_due as timestamptz), cast(:after_id as bigint))
  )
order by t.due_at, t.id
limit :limit

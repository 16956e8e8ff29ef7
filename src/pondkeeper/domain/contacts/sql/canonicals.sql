-- Who speaks for these contacts, as far as the actor may see them?
select c.id, c.canonical_id
from contact c
join contact s on s.workspace_id = c.workspace_id and s.id = c.canonical_id
where c.workspace_id = :workspace_id
  and c.id = any (cast(:contact_ids as bigint[]))
  and (
    cast(:scope as text) = 'all'
    or (:scope = 'own' and s.owner_id = cast(:scope_staff_id as bigint))
    or (
      :scope in ('store', 'department')
      and s.store_id = any (cast(:scope_store_ids as bigint[]))
    )
  )

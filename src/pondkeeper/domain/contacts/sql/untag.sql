-- Which of these tags did these people have, over all merged contacts? They are taken off.
delete from contact_tag t
where t.workspace_id = :workspace_id
  and t.tag_id = any (cast(:tag_ids as bigint[]))
  and t.canonical_id in (
    select c.canonical_id from contact c
    where c.workspace_id = :workspace_id and c.id = any (cast(:contact_ids as bigint[]))
  )
returning t.contact_id, t.tag_id

-- Is there such a delivery, and may the actor see everybody whom it went to?
select exists (
  select from delivery d
  where d.workspace_id = :workspace_id and d.id = :id
    and (
      (cast(:owner_id as bigint) is null and cast(:store_ids as bigint[]) is null)
      or (
        select bool_and(
          (
            (:owner_id is null or s.owner_id = :owner_id)
            and (:store_ids is null or s.store_id = any (:store_ids))
          ) is true
        )
        from touch o
        join contact c on c.workspace_id = o.workspace_id and c.id = o.contact_id
        join contact s on s.workspace_id = c.workspace_id and s.id = c.canonical_id
        where o.workspace_id = d.workspace_id and o.delivery_id = d.id
      )
    )
)

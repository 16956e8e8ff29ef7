-- Is this person the only owner left?
select exists (
    select from staff
    where workspace_id = :workspace_id and id = :staff_id and role = 'owner' and left_at is null
  )
  and not exists (
    select from staff
    where workspace_id = :workspace_id and id <> :staff_id and role = 'owner' and left_at is null
  )

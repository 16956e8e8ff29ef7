-- Which contacts are to be worked out again? They leave the table with this transaction.
delete from profile_dirty d
using (
  select id
  from profile_dirty
  where workspace_id = :workspace_id
  order by id
  limit :how_many
  for update skip locked
) taken
where d.workspace_id = :workspace_id and d.id = taken.id
returning d.contact_id

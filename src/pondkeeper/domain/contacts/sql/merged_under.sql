-- Which contacts stand under this one through merges that still stand, itself included?
with recursive under as (
  select cast(:contact_id as bigint) as id
  union
  select m.from_id
  from under u
  join contact_merge m
    on m.workspace_id = :workspace_id and m.into_id = u.id and m.undone_at is null
)
select id from under order by id

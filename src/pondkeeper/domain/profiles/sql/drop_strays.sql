-- Whose rows stand for nobody: merged into another, or erased?
with stray as (
  select s.contact_id
  from contact_state s
  join contact c on c.workspace_id = s.workspace_id and c.id = s.contact_id
  where s.workspace_id = cast(:workspace_id as bigint)
    and (c.merged_into is not null or c.erased_at is not null)
),
days as (
  delete from contact_day d
  where d.workspace_id = cast(:workspace_id as bigint)
    and d.contact_id in (select contact_id from stray)
)
delete from contact_state s
where s.workspace_id = cast(:workspace_id as bigint)
  and s.contact_id in (select contact_id from stray)

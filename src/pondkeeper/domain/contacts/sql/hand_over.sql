-- Whose friend is this face from now on, instead of the one who hands over?
with old as (
  select f.*
  from follow f
  where f.workspace_id = cast(:workspace_id as bigint) and f.identity_id = :identity_id
    and f.member_id = :from_member_id
  for update
),
ended as (
  update follow f
  set ended_at = :at, ended_by = 'transfer'
  from old o
  where f.workspace_id = o.workspace_id and f.id = o.id and f.ended_at is null
)
insert into follow as f
  (workspace_id, contact_id, identity_id, member_id, staff_id, channel_id, source_id, code_id,
   since)
select o.workspace_id, o.contact_id, o.identity_id, :to_member_id, s.id, o.channel_id,
       o.source_id, o.code_id, :at
from old o
left join staff s
  on s.workspace_id = o.workspace_id and s.member_id = :to_member_id and s.left_at is null
on conflict (workspace_id, identity_id, member_id) do update
set since = excluded.since, ended_at = null, ended_by = null, staff_id = excluded.staff_id
where f.ended_at is not null and f.ended_at <= excluded.since
returning contact_id, staff_id

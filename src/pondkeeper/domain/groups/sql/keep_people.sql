-- Who is in the group that was not, and who are they here?
with told as (
  select g.*, i.id as identity_id, i.contact_id
  from unnest(
    cast(:keys as text[]), cast(:kinds as text[]), cast(:names as text[]),
    cast(:invited_by as text[]), cast(:ways as int[]), cast(:states as text[]),
    cast(:times as timestamptz[])
  ) as g (key, kind, name, invited_by, way, state, at)
  left join identity i
    on g.kind = 'customer' and i.workspace_id = :workspace_id and i.kind = :face_kind
   and i.realm = :realm and i.key = g.key
), before as (
  select key from group_person
  where workspace_id = :workspace_id and group_id = :group_id and left_at is null
), kept as (
  insert into group_person as p (
    workspace_id, group_id, key, kind, identity_id, name, invited_by, way, state, joined_at
  )
  select :workspace_id, :group_id, t.key, t.kind, t.identity_id, t.name, t.invited_by, t.way,
         t.state, t.at
  from told t
  on conflict (workspace_id, group_id, key) do update
  set identity_id = excluded.identity_id, name = excluded.name, joined_at = excluded.joined_at,
      invited_by = excluded.invited_by, way = excluded.way, state = excluded.state, left_at = null
)
select t.key, t.identity_id, t.contact_id, t.state, t.at
from told t
where not exists (select from before b where b.key = t.key)

-- Which of these members are new, or not as they were?
insert into channel_member as m (
  workspace_id, channel_id, member_id, name, avatar, active, seen_at
)
select :workspace_id, :channel_id, g.member_id, g.name, g.avatar, g.active,
       cast(:now as timestamptz)
from unnest(
  cast(:member_ids as text[]), cast(:names as text[]), cast(:avatars as text[]),
  cast(:active as boolean[])
) as g (member_id, name, avatar, active)
on conflict (workspace_id, channel_id, member_id) do update
set name = coalesce(nullif(excluded.name, ''), m.name),
    avatar = coalesce(nullif(excluded.avatar, ''), m.avatar),
    active = excluded.active, seen_at = excluded.seen_at, left_at = null
where m.left_at is not null or m.active <> excluded.active
   or excluded.name not in ('', m.name) or excluded.avatar not in ('', m.avatar)
returning xmax = 0 as added

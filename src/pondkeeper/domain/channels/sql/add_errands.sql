-- Which errands are to be run? One that waits already takes up the new labels.
insert into errand as e (workspace_id, identity_id, member_id, kind, channel_id, tag_ids, due_at)
select :workspace_id, g.identity_id, g.member_id, g.kind, min(g.channel_id),
       coalesce(string_to_array(nullif(string_agg(nullif(g.tag_ids, ''), ','), ''), ','), '{}'),
       cast(:real as timestamptz)
from unnest(
  cast(:identity_ids as bigint[]), cast(:member_ids as text[]), cast(:kinds as text[]),
  cast(:channel_ids as bigint[]), cast(:tag_ids as text[])
) as g (identity_id, member_id, kind, channel_id, tag_ids)
group by g.identity_id, g.member_id, g.kind
order by g.identity_id, g.member_id, g.kind
on conflict (workspace_id, identity_id, member_id, kind) do update
set tag_ids = e.tag_ids || excluded.tag_ids, due_at = excluded.due_at, attempts = 0,
    leased_until = null

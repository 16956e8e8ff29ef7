-- Which of these friendships stood and end now?
update follow f
set ended_at = g.at, ended_by = g.by
from (
  select i.id as identity_id, g.member_id, max(g.at) as at,
         (array_agg(g.by order by g.at desc))[1] as by
  from unnest(
    cast(:kinds as text[]), cast(:realms as text[]), cast(:keys as text[]),
    cast(:member_ids as text[]), cast(:bys as text[]), cast(:times as timestamptz[])
  ) as g (kind, realm, key, member_id, by, at)
  join identity i
    on i.workspace_id = :workspace_id and i.kind = g.kind and i.realm = g.realm and i.key = g.key
  group by i.id, g.member_id
) g
where f.workspace_id = :workspace_id
  and f.identity_id = g.identity_id
  and f.member_id = g.member_id
  and f.ended_at is null
  and f.since <= g.at
returning f.contact_id, f.identity_id, f.member_id, f.ended_by, f.ended_at

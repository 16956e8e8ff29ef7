-- Which of these people followed an account of ours until now?
update account_follow f
set ended_at = g.at
from (
  select i.id as identity_id, max(g.at) as at
  from unnest(
    cast(:kinds as text[]), cast(:realms as text[]), cast(:keys as text[]),
    cast(:times as timestamptz[])
  ) as g (kind, realm, key, at)
  join identity i
    on i.workspace_id = :workspace_id and i.kind = g.kind and i.realm = g.realm and i.key = g.key
  group by i.id
) g
where f.workspace_id = :workspace_id
  and f.identity_id = g.identity_id
  and f.ended_at is null
  and f.since <= g.at
returning f.contact_id, f.identity_id, f.channel_id, f.ended_at

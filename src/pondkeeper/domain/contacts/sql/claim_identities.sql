-- Which of these faces are new? They are kept; whose they are is decided by the next statement.
insert into identity (workspace_id, kind, realm, key, verified, first_seen_at)
select cast(:workspace_id as bigint), g.kind, g.realm, g.key, true, min(g.at)
from unnest(
  cast(:kinds as text[]), cast(:realms as text[]), cast(:keys as text[]),
  cast(:times as timestamptz[])
) as g (kind, realm, key, at)
group by g.kind, g.realm, g.key
order by g.kind, g.realm, g.key
on conflict (workspace_id, kind, realm, key) do nothing

-- Which follows of our accounts are new or begin again?
insert into account_follow as f
  (workspace_id, contact_id, identity_id, channel_id, source_id, code_id, since)
select distinct on (g.identity_id) :workspace_id, g.contact_id, g.identity_id, g.channel_id,
       g.source_id, g.code_id, g.at
from unnest(
  cast(:identity_ids as bigint[]), cast(:contact_ids as bigint[]), cast(:channel_ids as bigint[]),
  cast(:source_ids as bigint[]), cast(:code_ids as bigint[]), cast(:times as timestamptz[])
) as g (identity_id, contact_id, channel_id, source_id, code_id, at)
order by g.identity_id, g.at desc
on conflict (workspace_id, identity_id) do update
set since = excluded.since, ended_at = null, channel_id = excluded.channel_id,
    source_id = excluded.source_id, code_id = excluded.code_id
where f.ended_at is not null and f.ended_at <= excluded.since
returning identity_id

-- Which of these people have a unionid that is somebody else's already, or a visitor's? All others
-- have theirs now.
with given as (
  select *
  from unnest(cast(:contact_ids as bigint[]), cast(:realms as text[]), cast(:keys as text[]))
    as g (contact_id, realm, key)
),
kept as (
  insert into identity (workspace_id, contact_id, kind, realm, key, verified, first_seen_at)
  select :workspace_id, g.contact_id, 'unionid', g.realm, g.key, true, cast(:now as timestamptz)
  from given g
  order by g.key, g.contact_id
  on conflict do nothing
  returning contact_id
)
select g.contact_id
from given g
where not exists (select from kept k where k.contact_id = g.contact_id)
  and not exists (
    select from identity i
    where i.workspace_id = :workspace_id and i.kind = 'unionid' and i.realm = g.realm
      and i.key = g.key and i.contact_id = g.contact_id and i.verified
  )

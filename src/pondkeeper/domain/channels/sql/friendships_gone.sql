-- Which friendships of this member stand here, and are not among those the platform lists?
select i.kind, i.realm, i.key
from follow f
join identity i on i.workspace_id = f.workspace_id and i.id = f.identity_id
where f.workspace_id = :workspace_id and f.channel_id = :channel_id and f.member_id = :member_id
  and f.ended_at is null and f.since <= cast(:before as timestamptz)
  and not exists (
    select from unnest(cast(:keys as text[])) as g (key) where g.key = i.key
  )
order by i.key

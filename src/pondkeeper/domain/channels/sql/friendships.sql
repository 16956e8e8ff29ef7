-- What do we know of these friendships of one member, as the platform lists them?
select g.key, f.ended_at is null and f.id is not null as stands, f.ended_at,
       exists (  -- erased here: under a name we no longer know, but since the same moment
         select from follow o
         join contact c on c.workspace_id = o.workspace_id and c.id = o.contact_id
         where o.workspace_id = :workspace_id and o.member_id = :member_id
           and o.channel_id = :channel_id
           and o.since between g.at - interval '5 seconds' and g.at + interval '5 seconds'
           and c.erased_at is not null
       ) as erased
from unnest(cast(:keys as text[]), cast(:times as timestamptz[])) as g (key, at)
left join identity i
  on i.workspace_id = :workspace_id and i.kind = :kind and i.realm = :realm and i.key = g.key
left join follow f
  on f.workspace_id = :workspace_id and f.identity_id = i.id and f.member_id = :member_id

-- What do we know of these friendships of one member, as the platform lists them?
select g.key, f.ended_at is null and f.id is not null as stands, f.ended_at,
       exists (  -- erased here: under a name we no longer know, but since the same moment
         select from follow o
         join contact c on c.workspace_id = o.workspace_id and c.id = o.contact_id
         where o.workspace_id = :workspace_id and o.member_id = :member_id
           and o.channel_id = :channel_id
           and o.since between g.at - interval '5 seconds' and g.at + interval '5 seconds'
           and c.erased_at is not null
       ) as erased,
       exists (  -- on the way to this member: the handover keeps how that ends
         select from handover h
         join handover_item m
           on m.workspace_id = h.workspace_id and m.handover_id = h.id and m.external_id = g.key
         where h.workspace_id = :workspace_id and h.channel_id = :channel_id and h.state <> 'done'
           and m.to_member_id = :member_id and m.state in ('found', 'asked', 'waiting')
       ) as moving
from unnest(cast(:keys as text[]), cast(:times as timestamptz[])) as g (key, at)
left join identity i
  on i.workspace_id = :workspace_id and i.kind = :kind and i.realm = :realm and i.key = g.key
left join follow f
  on f.workspace_id = :workspace_id and f.identity_id = i.id and f.member_id = :member_id

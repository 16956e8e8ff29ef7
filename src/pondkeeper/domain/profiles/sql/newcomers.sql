-- Where do people stand who were just added, and of whom nothing else is known? As states.sql says.
with person as (
  select c.id, c.name, c.source_id, c.code_id, c.owner_id, c.store_id, c.added_at,
         greatest(c.last_seen_at, c.added_at) as last_seen_at,
         case
           when c.last_seen_at <= cast(:lost_before as timestamptz) then 'lost'
           when c.added_at > cast(:new_since as timestamptz) then 'new'
           when c.last_seen_at > cast(:active_since as timestamptz) then 'active'
           else 'dormant'
         end as lifecycle
  from unnest(cast(:contact_ids as bigint[])) as w (id)
  -- The range: new people lie together, so one walk along the key reads them and few others.
  join contact c
    on c.workspace_id = :workspace_id and c.id = w.id
   and c.id between cast(:first_id as bigint) and cast(:last_id as bigint)
)
insert into contact_state
  (workspace_id, contact_id, name, source_id, code_id, owner_id, store_id, added_at, last_seen_at,
   reachable, follows, orders, order_days, revenue_fen, refund_fen, lifecycle, lifecycle_until,
   as_of)
select :workspace_id, p.id, p.name, p.source_id, p.code_id, p.owner_id, p.store_id, p.added_at,
       p.last_seen_at, false, 0, 0, 0, 0, 0, p.lifecycle,
       case p.lifecycle
         when 'new' then p.added_at + cast(:new_days as int) * interval '24 hours'
         when 'active' then p.last_seen_at + cast(:active_days as int) * interval '24 hours'
         when 'dormant' then p.last_seen_at + cast(:lost_days as int) * interval '24 hours'
       end,
       :as_of
from person p
order by p.added_at, p.id

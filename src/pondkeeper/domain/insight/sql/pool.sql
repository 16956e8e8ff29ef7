-- How many people were ever added, who is reachable, doubly so, and how did the others leave?
select count(*) as added,
       count(*) filter (where reachable) as reachable,
       count(*) filter (where follows >= 2) as backed,
       count(*) filter (where lost_at is not null and lost_by = 'customer') as lost_deleted,
       count(*) filter (where lost_at is not null and lost_by is distinct from 'customer')
         as lost_other,
       count(*) filter (where lifecycle = 'new') as new,
       count(*) filter (where lifecycle = 'active') as active,
       count(*) filter (where lifecycle = 'dormant') as dormant,
       count(*) filter (where lifecycle = 'lost') as lost,
       min(added_at) as first_added_at
from contact_state s
where workspace_id = :workspace_id
  and (cast(:owner_id as bigint) is null or s.owner_id = :owner_id)
  and (cast(:store_ids as bigint[]) is null or s.store_id = any (:store_ids))

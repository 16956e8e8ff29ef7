-- The new people of the list are kept.
insert into contact
  (workspace_id, id, name, remark, gender, source_id, owner_id, store_id, added_at, last_seen_at)
select cast(:workspace_id as bigint), contact_id, name, remark, gender, source_id, owner_id,
       store_id, added_at, added_at
from incoming
order by contact_id

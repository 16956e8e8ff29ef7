-- Is this person looked after by the one who hands over? Then by the one who takes over.
update contact c
set owner_id = taker.id, store_id = coalesce(taker.store_id, c.store_id)
from contact own
left join staff taker
  on taker.workspace_id = own.workspace_id and taker.member_id = :to_member_id
 and taker.left_at is null
where own.workspace_id = :workspace_id and own.id = :contact_id
  and c.workspace_id = own.workspace_id and c.id = own.canonical_id
  and taker.id is not null
  and (
    c.owner_id is null
    or c.owner_id in (
      select s.id from staff s
      where s.workspace_id = own.workspace_id and s.member_id = :from_member_id
    )
  )

-- Who has customers as friends on the platform, how many friendships stand, and who has left?
with held as (
  select f.member_id, min(f.channel_id) as channel_id, count(distinct f.identity_id) as contacts
  from follow f
  where f.workspace_id = :workspace_id and f.ended_at is null
  group by f.member_id
)
select coalesce(s.member_id, h.member_id) as member_id, coalesce(s.name, h.member_id) as name,
       h.channel_id, s.store_id, st.name as store_name, s.id as staff_id,
       s.left_at is not null as has_left, coalesce(h.contacts, 0) as contacts
from (
  select * from staff where workspace_id = :workspace_id and member_id is not null
) s
full join held h on h.member_id = s.member_id
left join store st on st.workspace_id = s.workspace_id and st.id = s.store_id
order by has_left, name, member_id

-- Who are a channel's members, whose logins are they, and how many friends has each?
select m.member_id, m.name, m.avatar, m.active, m.seen_at, m.left_at,
       s.id as staff_id, s.name as staff_name, coalesce(f.friends, 0) as friends
from channel_member m
left join staff s
  on s.workspace_id = m.workspace_id and s.member_id = m.member_id and s.left_at is null
left join (
  select member_id, count(*) as friends
  from follow
  where workspace_id = :workspace_id and channel_id = :channel_id and ended_at is null
  group by member_id
) f on f.member_id = m.member_id
where m.workspace_id = :workspace_id and m.channel_id = :channel_id
order by m.left_at is not null, m.name, m.member_id
limit 2000

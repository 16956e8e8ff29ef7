-- Which groups are there, who owns them, and how many are in them?
select c.id, c.channel_id, c.chat_id, c.name, c.owner_member_id,
       coalesce(nullif(m.name, ''), s.name, c.owner_member_id) as owner_name,
       c.made_at, c.ended_at, c.read_at, c.error,
       coalesce(p.customers, 0) as customers, coalesce(p.staff, 0) as staff,
       coalesce(p.known, 0) as known, coalesce(p.joined, 0) as joined_7d,
       coalesce(p.gone, 0) as left_7d
from group_chat c
left join channel_member m
  on m.workspace_id = c.workspace_id and m.channel_id = c.channel_id
 and m.member_id = c.owner_member_id
left join staff s
  on s.workspace_id = c.workspace_id and s.member_id = c.owner_member_id and s.left_at is null
left join lateral (
  select count(*) filter (where left_at is null and kind = 'customer') as customers,
         count(*) filter (where left_at is null and kind = 'staff') as staff,
         count(*) filter (where left_at is null and identity_id is not null) as known,
         count(*) filter (where left_at is null and kind = 'customer'
                            and joined_at >= cast(:since as timestamptz)) as joined,
         count(*) filter (where kind = 'customer'
                            and left_at >= cast(:since as timestamptz)) as gone
  from group_person
  where workspace_id = c.workspace_id and group_id = c.id
) p on true
where c.workspace_id = :workspace_id and c.read_at is not null
  and (cast(:before as bigint) is null or c.id < cast(:before as bigint))
order by c.id desc
limit :limit

-- Which friendships are new or begin again, and which of them is the only one of its person?
with given as (
  select distinct on (g.identity_id, g.member_id) g.*
  from unnest(
    cast(:identity_ids as bigint[]), cast(:contact_ids as bigint[]),
    cast(:canonical_ids as bigint[]), cast(:member_ids as text[]),
    cast(:channel_ids as bigint[]), cast(:source_ids as bigint[]), cast(:code_ids as bigint[]),
    cast(:times as timestamptz[])
  ) as g (identity_id, contact_id, canonical_id, member_id, channel_id, source_id, code_id, at)
  order by g.identity_id, g.member_id, g.at desc
),
standing as (
  select distinct c.canonical_id
  from contact c
  join follow f on f.workspace_id = c.workspace_id and f.contact_id = c.id
  where c.workspace_id = cast(:workspace_id as bigint)
    and c.canonical_id = any (cast(:canonical_ids as bigint[]))
    and f.ended_at is null
),
kept as (
  insert into follow as f
    (workspace_id, contact_id, identity_id, member_id, staff_id, channel_id, source_id, code_id,
     since)
  select cast(:workspace_id as bigint), g.contact_id, g.identity_id, g.member_id, s.id, g.channel_id,
         g.source_id, g.code_id, g.at
  from given g
  left join staff s
    on s.workspace_id = cast(:workspace_id as bigint) and s.member_id = g.member_id and s.left_at is null
  order by g.identity_id, g.member_id
  on conflict (workspace_id, identity_id, member_id) do update
  set since = excluded.since, ended_at = null, ended_by = null, staff_id = excluded.staff_id,
      source_id = excluded.source_id, code_id = excluded.code_id, channel_id = excluded.channel_id
  where f.ended_at is not null and f.ended_at <= excluded.since
  returning identity_id, member_id, staff_id, since
)
select k.identity_id, k.member_id, k.staff_id, k.since, g.canonical_id,
       st.canonical_id is not null
         or row_number() over (partition by g.canonical_id order by k.since, k.member_id) > 1
         as further
from kept k
join given g on g.identity_id = k.identity_id and g.member_id = k.member_id
left join standing st on st.canonical_id = g.canonical_id
order by k.since

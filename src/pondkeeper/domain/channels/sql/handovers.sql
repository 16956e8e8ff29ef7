-- How do the handovers stand, newest first?
select h.id, h.run_id, h.channel_id, h.from_member_id,
       coalesce(g.name, h.from_member_id) as from_name, t.to_members, h.state, h.error,
       coalesce(i.total, 0) as total, coalesce(i.moved, 0) as moved,
       coalesce(i.waiting, 0) as waiting, coalesce(i.refused, 0) as refused,
       coalesce(i.failed, 0) as failed, h.requested_by, r.name as requested_by_name, h.created_at
from handover h
left join lateral (
  select max(s.name) as name
  from staff s
  where s.workspace_id = h.workspace_id and s.member_id = h.from_member_id
) g on true
left join staff r on r.workspace_id = h.workspace_id and r.id = h.requested_by
left join lateral (
  select jsonb_agg(
    jsonb_build_object('member_id', u.m, 'name', coalesce(s.name, u.m)) order by u.place
  ) as to_members
  from unnest(h.to_member_ids) with ordinality as u (m, place)
  left join staff s
    on s.workspace_id = h.workspace_id and s.member_id = u.m and s.left_at is null
) t on true
left join lateral (
  select count(*) as total, count(*) filter (where state = 'done') as moved,
         count(*) filter (where state in ('found', 'asked', 'waiting')) as waiting,
         count(*) filter (where state = 'refused') as refused,
         count(*) filter (where state in ('full', 'failed')) as failed
  from handover_item
  where workspace_id = h.workspace_id and handover_id = h.id
) i on true
where h.workspace_id = :workspace_id
  and (cast(:before as bigint) is null or h.id < cast(:before as bigint))
order by h.id desc
limit :limit

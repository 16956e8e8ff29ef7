-- Who may answer these codes, in which hours, and how many of the newest did each member take?
select c.id, c.member_ids, c.backup_member_id, c.strategy, c.working_hours, c.on_duty, c.active,
       c.sync_state, c.sync_at, w.timezone as zone,
       coalesce(a.adds, '{}') as adds
from channel_code c
join workspace w on w.id = c.workspace_id
left join lateral (
  select jsonb_object_agg(m.member_id, m.n) as adds
  from (
    select f.member_id, count(*) as n
    from (
      select member_id, identity_id, since
      from follow
      where c.strategy = 'round_robin' and workspace_id = c.workspace_id and code_id = c.id
      order by since desc
      limit least(cardinality(c.member_ids) * cast(:per_member as int), cast(:at_most as int))
    ) f
    left join lateral (  -- whoever was handed over came by the code to somebody else
      select true as yes
      from follow o
      where o.workspace_id = c.workspace_id and o.identity_id = f.identity_id
        and o.member_id <> f.member_id and o.ended_by = 'transfer' and o.ended_at = f.since
      limit 1  -- else all follows are read for the few that are looked at
    ) handed on true
    where handed.yes is null
    group by f.member_id
  ) m
) a on true
where c.workspace_id = :workspace_id and c.id = any (cast(:ids as bigint[]))

-- Who may answer these codes, in which hours, and how many did each member take today?
select c.id, c.member_ids, c.backup_member_id, c.strategy, c.working_hours, c.on_duty, c.active,
       c.sync_state, c.sync_at, w.timezone as zone,
       coalesce(a.adds, '{}') as adds
from channel_code c
join workspace w on w.id = c.workspace_id
left join lateral (
  select jsonb_object_agg(f.member_id, f.n) as adds
  from (
    select member_id, count(*) as n
    from follow
    where workspace_id = c.workspace_id and code_id = c.id
      and since >= cast(:since as timestamptz)
    group by member_id
  ) f
) a on c.strategy = 'round_robin'
where c.workspace_id = :workspace_id and c.id = any (cast(:ids as bigint[]))

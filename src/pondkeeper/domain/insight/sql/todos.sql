-- What waits for somebody today? One row per kind of thing that is there at all; what is about
-- customers counts those the actor sees, and what the brand pays for only who sees them all.
with zone as materialized (
  select cast(cast(:now as timestamptz) at time zone timezone as date) as today, timezone as tz
  from workspace
  where id = cast(:workspace_id as bigint)
),
lost_days as (
  select cast(s.lost_at at time zone z.tz as date) as day, count(*) as lost
  from contact_state s
  cross join zone z
  where s.workspace_id = cast(:workspace_id as bigint)
    and s.lost_at >= cast(z.today - 29 as timestamp) at time zone z.tz
    and (cast(:owner_id as bigint) is null or s.owner_id = :owner_id)
    and (cast(:store_ids as bigint[]) is null or s.store_id = any (:store_ids))
  group by 1
),
open_task as (
  select t.kind
  from task t
  left join contact c on c.workspace_id = t.workspace_id and c.id = t.contact_id
  left join contact s on s.workspace_id = t.workspace_id and s.id = c.canonical_id
  where t.workspace_id = cast(:workspace_id as bigint) and t.done_at is null
    and (
      s.id is null
      or t.staff_id = cast(:staff_id as bigint)
      or (
        (cast(:owner_id as bigint) is null or s.owner_id = :owner_id)
        and (cast(:store_ids as bigint[]) is null or s.store_id = any (:store_ids))
      )
    )
),
found as (
  select 'welcome_late' as key, count(*) as count
  from open_task
  where kind = 'welcome_late'
  union all
  select 'task_open', count(*)
  from open_task
  where kind <> 'welcome_late'
  union all
  select 'touch_unknown', count(*)
  from delivery d
  join touch t on t.workspace_id = d.workspace_id and t.delivery_id = d.id
  where d.workspace_id = cast(:workspace_id as bigint) and d.state = 'unknown'
    and not exists (
      select from touch o
      join contact c on c.workspace_id = o.workspace_id and c.id = o.contact_id
      join contact s on s.workspace_id = c.workspace_id and s.id = c.canonical_id
      where o.workspace_id = d.workspace_id and o.delivery_id = d.id
        and (
          (cast(:owner_id as bigint) is null or s.owner_id = :owner_id)
          and (cast(:store_ids as bigint[]) is null or s.store_id = any (:store_ids))
        ) is not true
    )
  union all
  select 'callback_failed', count(*)
  from callback
  where workspace_id = cast(:workspace_id as bigint) and state = 'failed'
  union all
  select 'run_failed', count(*)
  from run
  where workspace_id = cast(:workspace_id as bigint) and state = 'failed'
    and finished_at >= cast(:real as timestamptz) - interval '7 days'
    and (cast(:every_run as boolean) or requested_by is not distinct from :staff_id)
  union all
  select 'approval_waiting', count(*)
  from approval
  where workspace_id = cast(:workspace_id as bigint) and decision is null
  union all
  select 'code_without_staff', count(*)
  from channel_code k
  where k.workspace_id = cast(:workspace_id as bigint) and k.active
    and not exists (
      select from unnest(k.member_ids) as m (member_id)
      where not exists (
        select from staff s
        where s.workspace_id = k.workspace_id and s.member_id = m.member_id
          and s.left_at is not null
      )
    )
  union all
  select 'channel_failing', count(*)
  from channel
  where workspace_id = cast(:workspace_id as bigint) and active and test_result ->> 'ok' = 'false'
  union all
  select 'refund_waiting', count(*)
  from refund r
  join "order" o on o.workspace_id = r.workspace_id and o.id = r.order_id
  left join contact c on c.workspace_id = o.workspace_id and c.id = o.contact_id
  left join contact s on s.workspace_id = c.workspace_id and s.id = c.canonical_id
  where r.workspace_id = cast(:workspace_id as bigint) and r.state = 'requested'
    and (cast(:owner_id as bigint) is null or s.owner_id = :owner_id)
    and (cast(:store_ids as bigint[]) is null or s.store_id = any (:store_ids))
  union all
  select 'handover_refused', count(*)
  from handover_item
  where workspace_id = cast(:workspace_id as bigint) and state in ('refused', 'full', 'failed')
    and ended_at >= cast(:now as timestamptz) - interval '30 days'
  union all
  select 'leaver_waiting', count(distinct s.id)
  from staff s
  join follow f on f.workspace_id = s.workspace_id and f.member_id = s.member_id
  where s.workspace_id = cast(:workspace_id as bigint) and s.left_at is not null
    and f.ended_at is null
  union all
  -- Yesterday's deletions, when there were at least ten and three times the month's mean.
  select 'deletions_high', coalesce(max(y.lost), 0)
  from lost_days y
  cross join zone z
  where y.day = z.today - 1 and y.lost >= 10
    and y.lost > 3 * (
      select coalesce(sum(b.lost), 0) / 28.0 from lost_days b where b.day < z.today - 1
    )
  union all
  select 'source_without_cost', count(*)
  from source s
  where s.workspace_id = cast(:workspace_id as bigint) and s.active
    and :owner_id is null and :store_ids is null
    and exists (
      select from contact_state c
      where c.workspace_id = s.workspace_id and c.source_id = s.id
        and c.added_at >= cast(:now as timestamptz) - interval '30 days'
    )
    and not exists (
      select from ledger_entry l
      where l.workspace_id = s.workspace_id and l.source_id = s.id
        and l.kind in ('ads', 'bait', 'labour', 'other')
    )
)
select key, count from found where count > 0

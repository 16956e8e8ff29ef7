-- What waits for somebody today? One row per kind of thing that is there at all.
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
  group by 1
),
found as (
  select 'welcome_late' as key, count(*) as count
  from task
  where workspace_id = cast(:workspace_id as bigint) and done_at is null and kind = 'welcome_late'
  union all
  select 'task_open', count(*)
  from task
  where workspace_id = cast(:workspace_id as bigint) and done_at is null
    and kind <> 'welcome_late'
  union all
  select 'touch_unknown', count(*)
  from delivery d
  join touch t on t.workspace_id = d.workspace_id and t.delivery_id = d.id
  where d.workspace_id = cast(:workspace_id as bigint) and d.state = 'unknown'
  union all
  select 'callback_failed', count(*)
  from callback
  where workspace_id = cast(:workspace_id as bigint) and state = 'failed'
  union all
  select 'run_failed', count(*)
  from run
  where workspace_id = cast(:workspace_id as bigint) and state = 'failed'
    and finished_at >= cast(:real as timestamptz) - interval '7 days'
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
  from refund
  where workspace_id = cast(:workspace_id as bigint) and state = 'requested'
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

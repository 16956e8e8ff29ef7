-- Which held calls does a person send again? Only whole ones (every touch ticked), in time.
with wanted as (
  select d.id
  from delivery d
  where d.workspace_id = :workspace_id and d.state = 'unknown' and d.error_code = :code
    and d.epoch < :epoch
    and (d.expires_at is null or d.expires_at > cast(:real as timestamptz))
    and exists (
      select from touch t
      where t.workspace_id = d.workspace_id and t.delivery_id = d.id
        and t.id = any (cast(:touch_ids as bigint[]))
    )
    and not exists (
      select from touch t
      where t.workspace_id = d.workspace_id and t.delivery_id = d.id
        and t.id <> all (cast(:touch_ids as bigint[]))
    )
  for update
),
again as (
  update delivery d
  set state = 'ready', epoch = :epoch, error_code = '', error_hint = '', retry_at = null,
      leased_until = null, ended_at = null
  from wanted w
  where d.workspace_id = :workspace_id and d.id = w.id
  returning d.id
),
kept as (
  insert into delivery_result (workspace_id, delivery_id, outcome, by_actor, at)
  select :workspace_id, id, 'resend', cast(:by_actor as text), cast(:real as timestamptz)
  from again
)
select count(*)
from again a
join touch t on t.workspace_id = :workspace_id and t.delivery_id = a.id

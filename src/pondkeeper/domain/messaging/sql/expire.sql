-- Which deliveries came too late to be sent?
with late as (
  update delivery
  set state = 'failed', error_code = :code, error_hint = :hint, body = '{}',
      ended_at = cast(:now as timestamptz)
  where workspace_id = :workspace_id and state = 'ready'
    and expires_at <= cast(:real as timestamptz)
  returning id, state, error_code
),
kept as (
  insert into delivery_result (workspace_id, delivery_id, outcome, code, at)
  select :workspace_id, id, 'failed', error_code, cast(:real as timestamptz) from late
)
select l.id, l.state, l.error_code, t.id as touch_id, t.contact_id, t.identity_id, t.purpose,
       t.source_kind
from late l
left join touch t on t.workspace_id = :workspace_id and t.delivery_id = l.id

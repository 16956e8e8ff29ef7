-- Which calls did a dead process leave on the wire? They may have arrived.
with dead as (
  update delivery
  set state = 'unknown', leased_until = null, error_code = 'died', ended_at = cast(:now as timestamptz)
  where workspace_id = :workspace_id and state = 'wire'
    and leased_until <= cast(:real as timestamptz)
  returning id, state, error_code
),
kept as (
  insert into delivery_result (workspace_id, delivery_id, outcome, code, at)
  select :workspace_id, id, 'unknown', error_code, cast(:real as timestamptz) from dead
)
select d.id, d.state, d.error_code, t.id as touch_id, t.contact_id, t.identity_id, t.purpose,
       t.source_kind
from dead d
left join touch t on t.workspace_id = :workspace_id and t.delivery_id = d.id

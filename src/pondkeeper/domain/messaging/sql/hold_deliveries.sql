-- Which calls of earlier epochs may have been made between the backup and the restore?
-- What is due later was not; what could not be sent any more when the backup began was not either.
with perhaps as (
  update delivery
  set state = 'unknown', error_code = :code, error_hint = :hint, leased_until = null,
      retry_at = null, ended_at = cast(:now as timestamptz)
  where workspace_id = :workspace_id and epoch < :epoch and state in ('ready', 'leased', 'wire')
    and (
      state <> 'ready'
      or (
        not_before <= cast(:now as timestamptz)
        and coalesce(retry_at, cast(:real as timestamptz)) <= cast(:real as timestamptz)
        and coalesce(expires_at, cast(:real as timestamptz)) > cast(:backup_at as timestamptz)
      )
    )
  returning id, state, error_code
),
kept as (
  insert into delivery_result (workspace_id, delivery_id, outcome, code, at)
  select :workspace_id, id, 'unknown', error_code, cast(:real as timestamptz) from perhaps
)
select p.id, p.state, p.error_code, t.id as touch_id, t.contact_id, t.identity_id, t.purpose,
       t.source_kind
from perhaps p
left join touch t on t.workspace_id = :workspace_id and t.delivery_id = p.id

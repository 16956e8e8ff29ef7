-- What does a person say became of this delivery?
with decided as (
  update delivery
  set state = cast(:state as text), retry_at = null, leased_until = null,
      ended_at = case when cast(:state as text) = 'ready' then null else cast(:now as timestamptz) end
  where workspace_id = :workspace_id and id = :id and state = 'unknown'
    and (cast(:state as text) <> 'ready' or expires_at is null
         or expires_at > cast(:real as timestamptz))
  returning id, state
)
insert into delivery_result (workspace_id, delivery_id, outcome, by_actor, at)
select :workspace_id, id, case when state = 'ready' then 'resend' else state end,
       cast(:by_actor as text), cast(:real as timestamptz)
from decided

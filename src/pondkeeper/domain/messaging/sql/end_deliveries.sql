-- How did these calls end? Only those still ours; the text goes, for it was said or is too late.
with given as (
  select *
  from unnest(
    cast(:ids as bigint[]), cast(:fences as bigint[]), cast(:states as text[]),
    cast(:provider_ids as text[]), cast(:codes as text[]), cast(:hints as text[]),
    cast(:retries as timestamptz[])
  ) as g (id, fence, state, provider_id, code, hint, retry_at)
),
ended as (
  update delivery d
  set state = g.state,
      provider_id = nullif(g.provider_id, ''),
      error_code = g.code,
      error_hint = g.hint,
      leased_until = null,
      retry_at = case when g.state = 'ready' then g.retry_at end,
      ended_at = case when g.state = 'ready' then null else cast(:now as timestamptz) end,
      body = case when g.state in ('ready', 'unknown') then d.body else '{}' end
  from given g
  where d.workspace_id = :workspace_id and d.id = g.id and d.state = 'wire'
    and d.attempts = g.fence
  returning d.id, d.state, d.provider_id, d.error_code
),
kept as (
  insert into delivery_result
    (workspace_id, delivery_id, outcome, provider_id, code, by_actor, at)
  select :workspace_id, id, case when state = 'ready' then 'refused' else state end, provider_id,
         error_code, cast(:by_actor as text), cast(:real as timestamptz)
  from ended
)
select e.id, e.state, e.error_code, t.id as touch_id, t.contact_id, t.identity_id, t.purpose,
       t.source_kind
from ended e
left join touch t on t.workspace_id = :workspace_id and t.delivery_id = e.id

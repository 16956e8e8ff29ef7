-- Is this telling sent again? It waits anew, unless its address is off; `off` says so.
with found as (
  select d.id, e.active and e.disabled_at is null as usable
  from webhook_delivery d
  join webhook_endpoint e on e.workspace_id = d.workspace_id and e.id = d.endpoint_id
  where d.workspace_id = :workspace_id and d.id = :id
),
again as (
  update webhook_delivery d
  set state = 'waiting', due_at = cast(:real as timestamptz), attempts = 0, error = ''
  from found f
  where d.workspace_id = :workspace_id and d.id = f.id and f.usable and d.state <> 'waiting'
)
select case when usable then 'on' else 'off' end from found

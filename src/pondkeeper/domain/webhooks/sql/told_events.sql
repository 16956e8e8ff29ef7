-- What do the events behind these tellings say, as they are kept now?
select g.id as delivery_id, e.id as event_id, e.kind, e.at, e.received_at, e.contact_id,
       e.identity_id, e.props
from unnest(
  cast(:ids as bigint[]), cast(:event_ids as bigint[]), cast(:times as timestamptz[])
) as g (id, event_id, received_at)
join event e
  on e.workspace_id = :workspace_id and e.received_at = g.received_at and e.id = g.event_id

-- What do these events say? Asked by reactions, which are handed ids and the time of receipt.
select id, kind, at, received_at, contact_id, identity_id, origin, props
from event
where workspace_id = :workspace_id
  and received_at = :received_at
  and id = any (cast(:ids as bigint[]))
order by id

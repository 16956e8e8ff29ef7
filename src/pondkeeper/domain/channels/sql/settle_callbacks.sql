-- Which callbacks are handled, as what, and about whom?
update callback c
set state = g.state, kind = g.kind, error = '', handled_at = cast(:now as timestamptz),
    attempts = c.attempts + 1,
    identity_ids = coalesce(string_to_array(nullif(g.people, ''), ',')::bigint[], '{}')
from unnest(
  cast(:ids as bigint[]), cast(:times as timestamptz[]), cast(:kinds as text[]),
  cast(:states as text[]), cast(:identity_ids as text[])
) as g (id, received_at, kind, state, people)
where c.workspace_id = :workspace_id and c.received_at = g.received_at and c.id = g.id

-- How do these customers stand now?
update handover_item i
set state = g.state, reason = g.reason,
    asked_at = coalesce(i.asked_at, cast(:now as timestamptz)),
    ended_at = case when g.state = 'waiting' then null else cast(:now as timestamptz) end
from unnest(
  cast(:ids as bigint[]), cast(:states as text[]), cast(:reasons as text[])
) as g (id, state, reason)
where i.workspace_id = :workspace_id and i.id = g.id
  and i.state in ('found', 'asked', 'waiting')

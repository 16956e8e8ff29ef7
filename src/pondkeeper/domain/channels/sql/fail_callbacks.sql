-- Which callbacks could not be handled, and is this the last try?
update callback c
set attempts = c.attempts + 1, error = cast(:error as text),
    retry_at = cast(:real as timestamptz) + make_interval(secs => (cast(:pauses_s as float8[]))[
      least(c.attempts + 1, cardinality(cast(:pauses_s as float8[])))
    ]),
    state = case when c.attempts + 1 >= cast(:tries as bigint) then 'failed' else c.state end,
    handled_at = case
      when c.attempts + 1 >= cast(:tries as bigint) then cast(:now as timestamptz) else null
    end
from unnest(cast(:ids as bigint[]), cast(:times as timestamptz[])) as g (id, received_at)
where c.workspace_id = :workspace_id and c.received_at = g.received_at and c.id = g.id

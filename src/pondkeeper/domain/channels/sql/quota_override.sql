-- Which counts of its own does this channel keep to from now on?
with gone as (
  delete from channel_limit
  where workspace_id = :workspace_id and channel_id = :channel_id
    and rule <> all (cast(:rules as text[]))
)
insert into channel_limit as l (workspace_id, channel_id, rule, count, set_at)
select :workspace_id, :channel_id, g.rule, g.count, cast(:real as timestamptz)
from unnest(cast(:rules as text[]), cast(:counts as bigint[])) as g (rule, count)
on conflict (workspace_id, channel_id, rule) do update
set count = excluded.count, set_at = excluded.set_at

-- Which addresses have failed for too long, or are gone for good? They are disabled.
with given as (
  select id, true as good from unnest(cast(:good as bigint[])) as g (id)
  union all
  select id, false from unnest(cast(:bad as bigint[])) as b (id)
),
kept as (
  update webhook_endpoint e
  set failing_since = case
        when g.good then null else coalesce(e.failing_since, cast(:real as timestamptz))
      end,
      last_sent_at = case when g.good then cast(:real as timestamptz) else e.last_sent_at end,
      disabled_at = case
        when not g.good
          and (e.failing_since <= cast(:give_up as timestamptz)
            or e.id = any (cast(:gone as bigint[])))
        then coalesce(e.disabled_at, cast(:real as timestamptz))
        else e.disabled_at
      end
  from given g
  where e.workspace_id = :workspace_id and e.id = g.id
  returning e.id, e.name, e.disabled_at
)
select id, name from kept where disabled_at = cast(:real as timestamptz)

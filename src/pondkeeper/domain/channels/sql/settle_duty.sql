-- Who answers these codes from now on, and until when? Where it changed, the platform is told.
update channel_code c
set on_duty = d.members,
    duty_until = d.until,
    sync_state = case when c.on_duty = d.members then c.sync_state else 'waiting' end,
    sync_at = case when c.on_duty = d.members then c.sync_at else cast(:real as timestamptz) end,
    sync_attempts = case when c.on_duty = d.members then c.sync_attempts else 0 end
from (
  select g.id, string_to_array(nullif(g.members, ''), E'\n') as members, g.until
  from unnest(
    cast(:ids as bigint[]), cast(:duties as text[]), cast(:untils as timestamptz[])
  ) as g (id, members, until)
) as given
cross join lateral (
  select given.id, coalesce(given.members, '{}') as members, given.until
) d
where c.workspace_id = :workspace_id and c.id = d.id

-- Which codes is the platform told about next? They are leased, and one to be made is counted.
with due as materialized (  -- else a rescan takes more than the limit
  select id
  from channel_code
  where workspace_id = :workspace_id and sync_state = 'waiting'
    and sync_at <= cast(:real as timestamptz)
  order by sync_at
  limit :limit
  for update skip locked
)
update channel_code c
set sync_at = cast(:leased as timestamptz),
    sync_attempts = c.sync_attempts + 1,
    unconfirmed = c.unconfirmed + case when c.config_id is null then 1 else 0 end
from due
where c.workspace_id = :workspace_id and c.id = due.id
returning c.id, c.channel_id, c.name, c.state, c.config_id, c.on_duty,
          c.sync_attempts as attempts, c.sync_at as leased, c.form, c.active, c.unconfirmed

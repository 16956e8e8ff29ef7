-- Which deliveries of this lane are sent next? None of an epoch that a restore holds back.
with due as materialized (  -- else a rescan takes more than the limit
  select id
  from delivery r
  where r.workspace_id = :workspace_id and r.lane = :lane and r.state = 'ready'
    and r.not_before <= cast(:now as timestamptz)
    and coalesce(r.retry_at, cast(:real as timestamptz)) <= cast(:real as timestamptz)
    and coalesce(r.expires_at, cast(:leased_until as timestamptz)) > cast(:real as timestamptz)
    and not exists (
      select from restore_hold h
      where h.workspace_id = r.workspace_id and h.released_at is null and r.epoch < h.epoch
    )
  order by id
  limit :limit
  for update skip locked
)
update delivery d
set state = 'leased', leased_until = cast(:leased_until as timestamptz), attempts = d.attempts + 1
from due
where d.workspace_id = :workspace_id and d.id = due.id
returning d.id, d.channel_id, d.body ->> 'name_of' as name_of

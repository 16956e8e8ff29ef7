-- Which handover is gone on with, and by whom? One that nobody works on, the longest due first.
with due as materialized (  -- else a rescan takes more than the limit
  select id
  from handover
  where workspace_id = :workspace_id and state <> 'done' and next_at <= cast(:now as timestamptz)
    and coalesce(leased_until, cast(:real as timestamptz)) <= cast(:real as timestamptz)
  order by next_at
  limit 1
  for update skip locked
)
update handover h
set leased_until = cast(:leased as timestamptz)
from due
where h.workspace_id = :workspace_id and h.id = due.id
returning h.id, h.channel_id, h.from_member_id, h.to_member_ids, h.state, h.leased_until as leased

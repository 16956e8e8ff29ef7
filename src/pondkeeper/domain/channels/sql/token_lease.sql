-- May the caller refresh this token? Until when, or nothing when somebody else is at it.
insert into platform_token as t (workspace_id, channel_id, kind, refreshing_until)
values (:workspace_id, :channel_id, :kind, cast(:until as timestamptz))
on conflict (workspace_id, channel_id, kind) do update
set refreshing_until = excluded.refreshing_until
where (t.refreshing_until is null or t.refreshing_until <= cast(:real as timestamptz))
  -- somebody may have renewed it since the caller looked
  and not (t.token_sealed is not null and t.expires_at > cast(:fresh_until as timestamptz))
returning refreshing_until

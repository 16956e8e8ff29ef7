-- Until when does the platform want no more of these calls? The later of two answers counts.
insert into quota_use as q (workspace_id, account, rule, subject, used, held_until, touched_at)
values (
  :workspace_id, :account, :rule, :subject, '{"counts": [], "mark": 0}',
  cast(:until as timestamptz), cast(:real as timestamptz)
)
on conflict (workspace_id, account, rule, subject) do update
set held_until = greatest(q.held_until, excluded.held_until), touched_at = excluded.touched_at

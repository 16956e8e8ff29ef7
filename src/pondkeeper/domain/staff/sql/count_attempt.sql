-- Count one more try under each key, beginning anew when its window has passed; the highest count.
with counted as (
  insert into login_attempt as l (key, window_started_at, failures)
  select key, cast(:now as timestamptz), 1 from unnest(cast(:keys as text[])) as k (key) order by key
  on conflict (key) do update set
    failures = case when l.window_started_at < :window_start then 1 else l.failures + 1 end,
    window_started_at = case
      when l.window_started_at < :window_start then excluded.window_started_at
      else l.window_started_at
    end
  returning failures
)
select max(failures) from counted

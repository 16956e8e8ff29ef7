-- Does this state of a sign-in elsewhere come back for the first time? Old ones are forgotten.
with forgotten as (
  delete from login_attempt
  where key >= 'state:' and key < 'state;' and window_started_at < :forget_before
)
insert into login_attempt (key, window_started_at, failures)
values ('state:' || :digest, :now, 1)
on conflict (key) do nothing
returning true

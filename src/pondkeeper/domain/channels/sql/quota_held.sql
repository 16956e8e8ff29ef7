-- Until when are these calls held, if they are?
select max(held_until)
from quota_use
where workspace_id = :workspace_id and account = :account and rule = :rule
  and subject = any (cast(:subjects as text[])) and held_until > cast(:real as timestamptz)

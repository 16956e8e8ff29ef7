-- Which counts of these limits are new?
insert into quota_use (workspace_id, account, rule, subject, used, touched_at)
select :workspace_id, :account, g.rule, g.subject, '{"counts": [], "mark": 0}',
       cast(:real as timestamptz)
from unnest(cast(:rules as text[]), cast(:subjects as text[])) as g (rule, subject)
on conflict do nothing

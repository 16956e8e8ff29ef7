-- What is used of these limits from now on?
update quota_use q
set used = cast(g.used as jsonb), touched_at = cast(:real as timestamptz)
from unnest(cast(:rules as text[]), cast(:subjects as text[]), cast(:used as text[]))
  as g (rule, subject, used)
where q.workspace_id = :workspace_id and q.account = :account
  and q.rule = g.rule and q.subject = g.subject

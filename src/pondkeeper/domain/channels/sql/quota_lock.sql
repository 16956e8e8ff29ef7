-- What is used of these limits, held until the caller has taken its part?
select q.rule, q.subject, q.used
from quota_use q
join unnest(cast(:rules as text[]), cast(:subjects as text[])) as g (rule, subject)
  on q.rule = g.rule and q.subject = g.subject
where q.workspace_id = :workspace_id and q.account = :account
order by q.rule, q.subject
for update of q

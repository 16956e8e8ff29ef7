-- Of those who came through a code at least 30 days ago, how many deleted us within 30 days?
select count(*) as matured,
       count(*) filter (
         where ended_by = 'customer' and ended_at < since + interval '30 days'
       ) as lost
from (
  select since, ended_at, ended_by
  from follow
  where workspace_id = :workspace_id and code_id = :code_id
    and since <= cast(:now as timestamptz) - interval '30 days'
  union all
  select since, ended_at, 'customer'
  from account_follow
  where workspace_id = :workspace_id and code_id = :code_id
    and since <= cast(:now as timestamptz) - interval '30 days'
) f

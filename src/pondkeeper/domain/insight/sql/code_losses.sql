-- Of those who came through a code at least 30 days ago, how many deleted us within 30 days?
select count(*) as matured,
       count(*) filter (
         where ended_by = 'customer' and ended_at < since + interval '30 days'
       ) as lost
from follow
where workspace_id = :workspace_id and code_id = :code_id
  and since <= cast(:now as timestamptz) - interval '30 days'

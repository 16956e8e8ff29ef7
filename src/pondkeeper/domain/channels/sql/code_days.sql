-- How many came and went through this code on each local day?
with moves as (
  select (since at time zone cast(:zone as text))::date as day, 1 as added, 0 as lost
  from follow
  where workspace_id = :workspace_id and code_id = :code_id and since >= :since
  union all
  select (ended_at at time zone cast(:zone as text))::date, 0, 1
  from follow
  where workspace_id = :workspace_id and code_id = :code_id and ended_at >= :since
    and ended_by = 'customer'
  union all
  select (since at time zone cast(:zone as text))::date, 1, 0
  from account_follow
  where workspace_id = :workspace_id and code_id = :code_id and since >= :since
  union all
  select (ended_at at time zone cast(:zone as text))::date, 0, 1
  from account_follow
  where workspace_id = :workspace_id and code_id = :code_id and ended_at >= :since
)
select day, sum(added)::bigint as added, sum(lost)::bigint as lost
from moves
group by day
order by day

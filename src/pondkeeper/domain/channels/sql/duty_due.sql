-- Whose working hours have begun or ended?
select id
from channel_code
where workspace_id = :workspace_id and duty_until <= cast(:now as timestamptz)
order by duty_until
limit 200

-- Which brands does this account work for?
select w.id, w.name
from staff s join workspace w on w.id = s.workspace_id
where s.account_id = :account_id and s.left_at is null
order by w.name, w.id

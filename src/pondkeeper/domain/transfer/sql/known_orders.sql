-- Which of these order numbers are there already?
select o.order_no as key
from unnest(cast(:keys as text[])) as p (key)
join "order" o on o.workspace_id = :workspace_id and o.order_no = p.key

-- What is on each of these orders, in a few words?
select order_id, string_agg(name || ' ×' || quantity, ', ' order by id) as summary
from order_line
where workspace_id = :workspace_id and order_id = any (cast(:order_ids as bigint[]))
group by order_id

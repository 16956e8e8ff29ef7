-- What is the first thing on this order called?
select name from order_line
where workspace_id = :workspace_id and order_id = :order_id
order by id
limit 1

-- What did this order set aside? It is for sale again.
update sku s
set stock = s.stock + l.quantity
from (
  select sku_id, sum(quantity) as quantity from order_line
  where workspace_id = :workspace_id and order_id = :order_id
  group by sku_id
  order by sku_id
) l
where s.workspace_id = :workspace_id and s.id = l.sku_id and s.stock is not null

-- What is on this order?
select id, sku_id, name, quantity, unit_price_fen, off_fen, paid_fen
from order_line
where workspace_id = :workspace_id and order_id = :order_id
order by id

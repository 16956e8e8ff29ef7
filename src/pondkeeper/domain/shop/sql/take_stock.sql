-- Is there as much of this SKU as is wanted? Then it is set aside.
update sku
set stock = stock - :quantity
where workspace_id = :workspace_id and id = :id and (stock is null or stock >= :quantity)
returning id

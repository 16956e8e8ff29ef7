-- What do these SKUs cost now, of those that are for sale?
select s.id, s.price_fen, s.cost_fen, s.stock,
       p.name || case when s.name = '' then '' else ' ' || s.name end as name
from sku s
join product p on p.workspace_id = s.workspace_id and p.id = s.product_id
where s.workspace_id = :workspace_id and s.id = any (cast(:ids as bigint[])) and p.active
order by s.id

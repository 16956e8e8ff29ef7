-- What do these SKUs cost now, of those that are for sale? A SKU that is the only one of its
-- product goes by the product's name alone.
select s.id, s.price_fen, s.cost_fen, s.stock,
       p.name || case
         when s.name = '' or not exists (
           select from sku other
           where other.workspace_id = s.workspace_id
             and other.product_id = s.product_id
             and other.id <> s.id
         ) then ''
         else ' ' || s.name
       end as name
from sku s
join product p on p.workspace_id = s.workspace_id and p.id = s.product_id
where s.workspace_id = :workspace_id and s.id = any (cast(:ids as bigint[])) and p.active
order by s.id

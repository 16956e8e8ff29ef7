-- What can a customer buy now? A SKU that is the only one of its product goes by its name alone.
select s.id as sku_id,
       p.name || case
         when s.name = '' or not exists (
           select from sku other
           where other.workspace_id = s.workspace_id
             and other.product_id = s.product_id
             and other.id <> s.id
         ) then ''
         else ' ' || s.name
       end as name,
       s.price_fen, p.image_url, s.stock
from product p
join sku s on s.workspace_id = p.workspace_id and s.product_id = p.id
where p.workspace_id = :workspace_id and p.active and coalesce(s.stock, 1) > 0
order by p.id, s.id
limit :limit

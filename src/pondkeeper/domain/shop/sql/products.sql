-- What is for sale, or was, with its SKUs and how many of each were sold?
select p.id, p.name, p.active, p.image_url, s.id as sku_id, s.name as sku_name, s.price_fen,
       s.cost_fen, s.stock,
       (
         select coalesce(sum(l.quantity), 0)
         from order_line l
         join "order" o on o.workspace_id = l.workspace_id and o.id = l.order_id
         where l.workspace_id = s.workspace_id and l.sku_id = s.id
           and o.state in ('paid', 'refunded')
       )::bigint as sold
from product p
join sku s on s.workspace_id = p.workspace_id and s.product_id = p.id
where p.workspace_id = :workspace_id
  and (cast(:product_id as bigint) is null or p.id = :product_id)
order by p.id desc, s.id

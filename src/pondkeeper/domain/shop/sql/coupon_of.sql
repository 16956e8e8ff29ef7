-- Which coupon was this order placed with?
select k.id, f.name as title, b.value as value_fen
from order_discount d
join coupon k on k.workspace_id = d.workspace_id and k.id = d.coupon_id
join offer f on f.workspace_id = k.workspace_id and f.id = k.offer_id
join offer_benefit b on b.workspace_id = k.workspace_id and b.id = k.offer_benefit_id
where d.workspace_id = :workspace_id and d.order_id = :order_id
limit 1

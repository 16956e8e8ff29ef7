-- Which coupons does this person have, over all merged contacts? Usable ones first.
select k.id, k.code, k.offer_id, o.name as title, b.value as value_fen, b.threshold_fen,
       case when k.state = 'issued' and k.valid_to <= :now then 'expired' else k.state end as state,
       k.valid_from, k.valid_to, coalesce(k.used_order_id, k.locked_order_id) as order_id
from coupon k
join offer o on o.workspace_id = k.workspace_id and o.id = k.offer_id
join offer_benefit b on b.workspace_id = k.workspace_id and b.id = k.offer_benefit_id
where k.workspace_id = :workspace_id
  and k.contact_id in (
    select m.id from contact m
    where m.workspace_id = :workspace_id
      and m.canonical_id in (
        select c.canonical_id from contact c
        where c.workspace_id = :workspace_id and c.id = any (cast(:contact_ids as bigint[]))
      )
  )
order by (k.state = 'issued' and k.valid_to > :now) desc, k.valid_to, k.id
limit :limit

-- How much of what was paid for this order is not on its way back yet, and through which payment?
select p.id as payment_id,
       p.amount_fen - coalesce(
         (
           select sum(r.amount_fen) from refund r
           where r.workspace_id = p.workspace_id and r.payment_id = p.id and r.state <> 'closed'
         ), 0
       ) as room_fen
from payment p
where p.workspace_id = :workspace_id
  and p.order_id = :order_id
  and p.state = 'paid'
  and not p.surplus

-- What was asked back of this order?
select id, out_refund_no, state, amount_fen, reason, requested_by, requested_at, finished_at
from refund
where workspace_id = :workspace_id
  and order_id = :order_id
  and payment_id in (
    select p.id from payment p
    where p.workspace_id = :workspace_id and p.order_id = :order_id and not p.surplus
  )
order by id

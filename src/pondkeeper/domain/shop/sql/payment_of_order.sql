-- Is there an attempt to pay this order that is still open?
select id, out_trade_no, handed, channel_id, amount_fen
from payment
where workspace_id = :workspace_id
  and order_id = :order_id
  and state in ('created', 'requested', 'unknown')
order by id desc
limit 1

-- Which refund has this number, and what is it of?
select r.id, r.order_id, r.state, r.amount_fen, p.surplus, p.channel_id, p.out_trade_no,
       r.restock
from refund r
join payment p on p.workspace_id = r.workspace_id and p.id = r.payment_id
where r.workspace_id = :workspace_id and r.out_refund_no = :out_refund_no

-- The platform tells of another capture under a number that was paid: is this one news?
insert into payment (
  workspace_id, order_id, channel_id, out_trade_no, nth, state, epoch, amount_fen,
  payer_total_fen, payer_openid, surplus, transaction_id, created_at, paid_at
)
select p.workspace_id, p.order_id, p.channel_id, p.out_trade_no,
       (
         select max(o.nth) + 1 from payment o
         where o.workspace_id = p.workspace_id and o.out_trade_no = p.out_trade_no
       ),
       'paid', p.epoch, p.amount_fen, :payer_total_fen, nullif(cast(:payer_openid as text), ''),
       true, :transaction_id, cast(:paid_at as timestamptz), cast(:paid_at as timestamptz)
from payment p
where p.workspace_id = :workspace_id
  and p.id = :id
  and not exists (
    select from payment k
    where k.workspace_id = p.workspace_id and k.transaction_id = :transaction_id
  )
returning id

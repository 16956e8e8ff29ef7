-- Which refunds are to be sent, or asked after? Ours until :until.
with due as materialized (  -- else a rescan takes more than the limit
  select workspace_id, id from refund
  where workspace_id = :workspace_id
    and state in ('wire', 'processing')
    and retry_at <= :real
  order by retry_at
  limit :limit
  for update skip locked
)
update refund r
set retry_at = :until, attempts = r.attempts + 1
from due,
payment p
where r.workspace_id = due.workspace_id
  and r.id = due.id
  and p.workspace_id = r.workspace_id
  and p.id = r.payment_id
returning r.id, r.state, r.out_refund_no, p.out_trade_no, r.amount_fen, p.amount_fen as total_fen,
          r.reason, r.attempts, p.channel_id,
          case when p.nth > 1 then p.transaction_id else '' end as transaction_id

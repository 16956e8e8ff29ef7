-- What have we written down of the payments that a bill names, or that were made on its day?
select id, order_id, out_trade_no, transaction_id, amount_fen, state, paid_at,
       state = 'paid' and paid_at >= :begins and paid_at < :ends as on_day
from payment
where workspace_id = :workspace_id and channel_id = :channel_id
  and (
    (state = 'paid' and paid_at >= :begins and paid_at < :ends)
    or transaction_id = any (cast(:transaction_ids as text[]))
    or out_trade_no = any (cast(:numbers as text[]))
  )

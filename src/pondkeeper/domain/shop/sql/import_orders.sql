-- Which of these orders are new? They are kept, each with its buyer and where the buyer came from.
insert into "order" (
  workspace_id, order_no, contact_id, source_id, state, origin, list_fen,
  off_fen, payable_fen, paid_fen, refunded_fen, cost_fen, placed_at, paid_at
)
select distinct on (i.order_no)
  :workspace_id, i.order_no, i.contact_id, i.source_id, i.state, 'import',
  i.list_fen, i.off_fen, i.paid_fen, i.paid_fen, i.refunded_fen,
  i.cost_fen, i.placed_at, i.placed_at
from incoming_order i
order by i.order_no
on conflict (workspace_id, order_no) do nothing
returning id, order_no, contact_id, source_id, list_fen, off_fen, paid_fen, refunded_fen,
          cost_fen, placed_at

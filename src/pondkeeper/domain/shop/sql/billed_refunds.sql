-- What have we written down of the refunds that a bill names, or that ended on its day?
select r.id, r.out_refund_no, r.amount_fen, r.state,
       r.state = 'success' and r.finished_at >= :begins and r.finished_at < :ends as on_day
from refund r
join payment p on p.workspace_id = r.workspace_id and p.id = r.payment_id
where r.workspace_id = :workspace_id and p.channel_id = :channel_id
  and (
    (r.state = 'success' and r.finished_at >= :begins and r.finished_at < :ends)
    or r.out_refund_no = any (cast(:numbers as text[]))
  )

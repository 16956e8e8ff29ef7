-- What was asked back of this order?
select r.id, r.out_refund_no, r.state, r.amount_fen, r.reason, r.requested_by, r.requested_at,
       r.finished_at, coalesce(s.name, '') as requested_name
from refund r
join payment p on p.workspace_id = r.workspace_id and p.id = r.payment_id and not p.surplus
left join staff s on s.workspace_id = r.workspace_id and 'staff:' || s.id = r.requested_by
where r.workspace_id = :workspace_id and r.order_id = :order_id
order by r.id

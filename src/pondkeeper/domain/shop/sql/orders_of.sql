-- What did this person order, over all merged contacts, newest first?
select o.id, o.order_no, o.state, o.list_fen, o.off_fen, o.payable_fen, o.paid_fen,
       o.refunded_fen, o.placed_at, o.paid_at, o.expires_at, o.origin,
       (
         select string_agg(l.name || ' ×' || l.quantity, '、' order by l.id) from order_line l
         where l.workspace_id = o.workspace_id and l.order_id = o.id
       ) as summary,
       (
         select r.state from refund r
         join payment p on p.workspace_id = r.workspace_id and p.id = r.payment_id
         where r.workspace_id = o.workspace_id and r.order_id = o.id and not p.surplus
         order by r.id desc
         limit 1
       ) as refund_state
from contact me
join contact m on m.workspace_id = me.workspace_id and m.canonical_id = me.canonical_id
join "order" o on o.workspace_id = m.workspace_id and o.contact_id = m.id
where me.workspace_id = :workspace_id and me.id = :contact_id
order by o.placed_at desc, o.id desc
limit :limit

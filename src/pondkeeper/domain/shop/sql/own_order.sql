-- Which order of this person has this number?
select o.id, o.state, o.paid_at, o.origin
from contact me
join contact m on m.workspace_id = me.workspace_id and m.canonical_id = me.canonical_id
join "order" o on o.workspace_id = m.workspace_id and o.contact_id = m.id
where me.workspace_id = :workspace_id and me.id = :contact_id and o.order_no = :order_no

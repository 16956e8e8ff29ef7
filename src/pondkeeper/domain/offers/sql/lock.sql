-- May this person spend this coupon on this order? Then it is set aside for it.
update coupon k
set state = 'locked', locked_order_id = :order_id
from contact c, contact me
where k.workspace_id = :workspace_id
  and k.id = :coupon_id
  and k.state = 'issued'
  and k.valid_from <= :now
  and k.valid_to > :now
  and c.workspace_id = k.workspace_id
  and c.id = k.contact_id
  and me.workspace_id = k.workspace_id
  and me.id = :contact_id
  and me.canonical_id = c.canonical_id
returning k.id

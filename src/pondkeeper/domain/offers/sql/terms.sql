-- What does this coupon take off, if this person can use it now?
select k.id as coupon_id, k.offer_id, k.offer_version_id, o.name as title,
       b.value as value_fen, b.threshold_fen
from coupon k
join offer o on o.workspace_id = k.workspace_id and o.id = k.offer_id
join offer_benefit b on b.workspace_id = k.workspace_id and b.id = k.offer_benefit_id
join contact c on c.workspace_id = k.workspace_id and c.id = k.contact_id
join contact me on me.workspace_id = k.workspace_id and me.id = :contact_id
where k.workspace_id = :workspace_id
  and k.id = :coupon_id
  and k.state = 'issued'
  and k.valid_from <= :now
  and k.valid_to > :now
  and c.canonical_id = me.canonical_id

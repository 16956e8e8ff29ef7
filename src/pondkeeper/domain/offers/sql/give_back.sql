-- Which coupon did this order lock or spend? It goes back to its owner, or expires if it is late.
with back as (
  update coupon
  set state = case when valid_to > :now then 'issued' else 'expired' end,
      locked_order_id = null, used_order_id = null, used_at = null
  where workspace_id = :workspace_id
    and (
      (locked_order_id = :order_id and state = 'locked')
      or (used_order_id = :order_id and state = 'used')
    )
  returning id, offer_id, contact_id, identity_id, state
),
reversed as (
  update redemption r
  set reversed_at = :now
  from back
  where r.workspace_id = :workspace_id and r.coupon_id = back.id and r.reversed_at is null
)
select id, offer_id, contact_id, identity_id, state from back

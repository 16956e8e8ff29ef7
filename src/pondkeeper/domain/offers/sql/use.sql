-- Which coupon has this order set aside? It is spent, with a row that says how much it took off.
with spent as (
  update coupon
  set state = 'used', used_order_id = :order_id, used_at = :now, locked_order_id = null
  where workspace_id = :workspace_id and locked_order_id = :order_id and state = 'locked'
  returning id, offer_id, contact_id, identity_id
),
kept as (
  insert into redemption (workspace_id, coupon_id, order_id, off_fen, at)
  select :workspace_id, id, :order_id, :off_fen, :now from spent
)
select id, offer_id, contact_id, identity_id from spent

-- Which order was placed under this key?
select id, order_no, state, contact_id, identity_id, source_id, list_fen, off_fen, freight_fen,
       payable_fen, paid_fen, refunded_fen, cost_fen, placed_at, expires_at, paid_at
from "order"
where workspace_id = :workspace_id and idempotency_key = :key

-- What may these people still be worth? Kept until the next fit.
update contact_state s
set alive = g.alive, expected_orders = g.expected_orders, ltv_fen = g.ltv_fen,
    ltv_low_fen = g.ltv_low_fen, ltv_high_fen = g.ltv_high_fen, scored_at = :scored_at
from unnest(
  cast(:contact_ids as bigint[]), cast(:alive as float8[]), cast(:expected_orders as float8[]),
  cast(:ltv_fen as bigint[]), cast(:ltv_low_fen as bigint[]), cast(:ltv_high_fen as bigint[])
) as g (contact_id, alive, expected_orders, ltv_fen, ltv_low_fen, ltv_high_fen)
where s.workspace_id = :workspace_id and s.contact_id = g.contact_id

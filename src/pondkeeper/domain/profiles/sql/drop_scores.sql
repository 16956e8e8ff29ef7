-- Whose scores are older than this fit, so that it says nothing of them? They go.
update contact_state
set alive = null, expected_orders = null, ltv_fen = null, ltv_low_fen = null,
    ltv_high_fen = null, scored_at = null
where workspace_id = :workspace_id and scored_at < cast(:scored_at as timestamptz)

-- The money is here: is this news? A payment is captured once.
update payment
set state = 'paid', transaction_id = :transaction_id, payer_total_fen = :payer_total_fen,
    payer_openid = coalesce(nullif(:payer_openid, ''), payer_openid), paid_at = :paid_at,
    surplus = :surplus
where workspace_id = :workspace_id and id = :id and state <> 'paid'
returning id

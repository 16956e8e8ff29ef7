-- What was the page given to pay with? Kept once; a repeat gets the same.
update payment
set state = case when state in ('created', 'unknown') then 'requested' else state end,
    payer_openid = coalesce(payer_openid, :openid),
    prepay_id = coalesce(prepay_id, :prepay_id),
    handed = coalesce(handed, cast(:handed as jsonb))
where workspace_id = :workspace_id and id = :id
returning handed

-- Which buyers, of one part of all, belong to other groups by these cut points? They are scored.
update contact_state
set recency_score = 1 + width_bucket(last_order_at, cast(:recency as timestamptz[])),
    frequency_score = 1 + width_bucket(orders, cast(:frequency as bigint[])),
    money_score = 1 + width_bucket(revenue_fen - refund_fen, cast(:money as bigint[]))
where workspace_id = :workspace_id and orders >= 1
  and contact_id % cast(:parts as bigint) = cast(:part as bigint)
  and (recency_score, frequency_score, money_score) is distinct from (
    1 + width_bucket(last_order_at, cast(:recency as timestamptz[])),
    1 + width_bucket(orders, cast(:frequency as bigint[])),
    1 + width_bucket(revenue_fen - refund_fen, cast(:money as bigint[]))
  )

-- Which buyers belong to other groups by these cut points? Their scores are set.
update contact_state s
set recency_score = n.recency, frequency_score = n.frequency, money_score = n.money
from (
  select contact_id,
         1 + width_bucket(last_order_at, cast(:recency as timestamptz[])) as recency,
         1 + width_bucket(orders, cast(:frequency as bigint[])) as frequency,
         1 + width_bucket(cast(revenue_fen - refund_fen as bigint), cast(:money as bigint[]))
           as money
  from contact_state
  where workspace_id = :workspace_id and orders >= 1
) n
where s.workspace_id = :workspace_id and s.contact_id = n.contact_id
  and (s.recency_score, s.frequency_score, s.money_score)
    is distinct from (n.recency, n.frequency, n.money)

-- At which values do buyers fall into five groups? Cut points, so that equals stay together.
select percentile_disc(array[0.2, 0.4, 0.6, 0.8]) within group (order by last_order_at) as recency,
       percentile_disc(array[0.2, 0.4, 0.6, 0.8]) within group (order by orders) as frequency,
       percentile_disc(array[0.2, 0.4, 0.6, 0.8])
         within group (order by revenue_fen - refund_fen) as money,
       count(*) as buyers
from contact_state
where workspace_id = :workspace_id and orders >= 1

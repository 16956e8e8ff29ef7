-- Which payments may still be made at the platform: of one order, or of all?
select id, order_id, out_trade_no, state, channel_id
from payment
where workspace_id = :workspace_id
  and state in ('created', 'requested', 'unknown')
  and (cast(:order_id as bigint) is null or order_id = :order_id)
  and id > :after_id
order by id
limit :limit

-- Which callbacks are handled next, in the transaction that claims them?
select id, received_at, arrived_at, channel_id, sealed, attempts
from callback
where workspace_id = :workspace_id and state = 'new' and (attempts > 0) = cast(:poison as boolean)
order by attempts, id
limit :limit
for update skip locked

-- How was this order paid, or tried to be?
select p.id, p.channel_id, c.name as channel_name, p.state, p.amount_fen, p.transaction_id,
       p.surplus, coalesce(p.paid_at, p.created_at) as at
from payment p
left join channel c on c.workspace_id = p.workspace_id and c.id = p.channel_id
where p.workspace_id = :workspace_id and p.order_id = :order_id
order by p.id

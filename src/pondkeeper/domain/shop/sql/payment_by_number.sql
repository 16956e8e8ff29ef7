-- Which payment has this number, and which merchant was it asked of?
select p.id, p.order_id, p.channel_id, p.state, p.amount_fen, p.transaction_id,
       c.settings ->> 'mchid' as mchid, c.settings ->> 'appid' as appid
from payment p
left join channel c on c.workspace_id = p.workspace_id and c.id = p.channel_id
where p.workspace_id = :workspace_id and p.out_trade_no = :out_trade_no and p.nth = 1

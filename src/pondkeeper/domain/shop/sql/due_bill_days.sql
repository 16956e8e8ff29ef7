-- Which closed days of a channel wait to be compared with its bill?
select id, day
from bill_day
where workspace_id = :workspace_id and channel_id = :channel_id and state = 'waiting'
  and due_at <= :now
order by day
limit :limit

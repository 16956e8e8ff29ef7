-- Which run last brought this channel's friends in, and how did it end?
select id, state, resume, result, created_at
from run
where workspace_id = :workspace_id and kind = :kind
  and params ->> 'channel_id' = cast(cast(:channel_id as bigint) as text)
order by id desc
limit 1

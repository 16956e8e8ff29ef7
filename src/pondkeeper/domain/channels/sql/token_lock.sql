-- What is kept for this channel, held until the caller decides?
select id, token_sealed
from platform_token
where workspace_id = :workspace_id and channel_id = :channel_id and kind = :kind
for update

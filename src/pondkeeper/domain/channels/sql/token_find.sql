-- Which token of this channel is still good for a while?
select token_sealed, expires_at
from platform_token
where workspace_id = :workspace_id and channel_id = :channel_id and kind = :kind
  and token_sealed is not null and expires_at > :fresh_until

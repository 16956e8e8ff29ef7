-- Which is the oldest active channel of this kind?
select id, kind, base_url, public_key, settings, secrets_sealed
from channel
where workspace_id = :workspace_id and kind = :kind and active
order by id
limit 1

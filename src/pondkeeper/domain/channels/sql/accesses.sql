-- What opens these channels, those switched off left out?
select id, kind, base_url, public_key, settings, secrets_sealed
from channel
where workspace_id = :workspace_id and id = any (cast(:ids as bigint[])) and active

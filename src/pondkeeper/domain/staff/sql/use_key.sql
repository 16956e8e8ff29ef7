-- What may this key do? Note that it is used, at most once a minute.
with used as (
  update api_key set last_used_at = :now
  where workspace_id = :workspace_id and id = :id
    and (last_used_at is null or last_used_at < cast(:now as timestamptz) - interval '1 minute')
)
select rights from api_key
where workspace_id = :workspace_id and id = :id and revoked_at is null

-- Which token is forgotten because the platform no longer takes it?
update platform_token set token_sealed = null, expires_at = null
where workspace_id = :workspace_id and id = :id

-- Has anything happened in this workspace yet?
select exists (select from event where workspace_id = :workspace_id)

-- Does this account work here already?
select exists (
  select from staff where workspace_id = :workspace_id and account_id = :account_id
)

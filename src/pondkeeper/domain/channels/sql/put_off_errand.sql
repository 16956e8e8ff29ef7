-- Which errand is due again, and when?
update errand
set due_at = cast(:due_at as timestamptz), leased_until = null, error = cast(:error as text)
where workspace_id = :workspace_id and identity_id = :identity_id and member_id = :member_id
  and kind = :kind and leased_until = cast(:leased as timestamptz)

-- Where does this handover stand, and when is it gone on with? Only under the lease we hold.
update handover
set state = :state, error = :error, next_at = cast(:next_at as timestamptz), leased_until = null
where workspace_id = :workspace_id and id = :id and leased_until = cast(:leased as timestamptz)

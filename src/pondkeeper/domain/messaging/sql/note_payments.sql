-- What did the platforms say of the payments, for the hold that stands?
update restore_hold
set payments_checked_at = cast(:real as timestamptz), report = cast(:report as jsonb)
where workspace_id = :workspace_id and released_at is null

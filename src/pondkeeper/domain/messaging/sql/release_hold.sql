-- Who lets sending go on, and of which restore?
update restore_hold
set released_at = cast(:real as timestamptz), released_by = :staff_id
where workspace_id = :workspace_id and released_at is null
returning epoch

-- Decide, unless somebody did.
update approval
set decision = :decision, comment = :comment, decided_by = :staff_id, decided_at = :now
where workspace_id = :workspace_id and id = :id and decision is null
returning id

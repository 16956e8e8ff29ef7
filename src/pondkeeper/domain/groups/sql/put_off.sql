-- When is a group that could not be read tried again, if it is?
update group_chat
set attempts = attempts + 1, error = :error,
    due_at = case when attempts + 1 < cast(:tries as int) then cast(:due_at as timestamptz) end
where workspace_id = :workspace_id and id = :id

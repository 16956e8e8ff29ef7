-- Which customers is the platform asked to move? Committed before it is asked.
update handover_item
set state = 'asked', asked_at = coalesce(asked_at, cast(:now as timestamptz))
where workspace_id = :workspace_id and id = any (cast(:ids as bigint[])) and state = 'found'

-- Which leases are given back unused?
update delivery
set state = 'ready', leased_until = null, attempts = attempts - 1
where workspace_id = :workspace_id and id = any (cast(:ids as bigint[])) and state = 'leased'

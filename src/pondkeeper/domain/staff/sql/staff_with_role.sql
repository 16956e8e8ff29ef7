-- Who works here in one of these roles?
select id from staff
where workspace_id = :workspace_id and role = any (cast(:roles as text[])) and left_at is null
order by id

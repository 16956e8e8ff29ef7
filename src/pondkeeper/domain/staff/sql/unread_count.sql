-- How many notifications has this person not read?
select count(*) from notification
where workspace_id = :workspace_id and staff_id = :staff_id and read_at is null

-- Which contacts did something happen to?
insert into profile_dirty (workspace_id, contact_id)
select :workspace_id, unnest(cast(:contact_ids as bigint[]))

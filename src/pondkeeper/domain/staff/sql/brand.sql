-- What is this workspace called, and how does it count days?
select id, name, timezone, notice, settings from workspace where id = :workspace_id

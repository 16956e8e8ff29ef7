-- What is this brand called, and how does its shop behave?
select name, timezone, settings from workspace where id = :workspace_id

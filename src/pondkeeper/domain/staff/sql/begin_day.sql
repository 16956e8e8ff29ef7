-- Let this day begin here, unless it has.
update workspace set day_begun = :today
where id = :workspace_id and day_begun is distinct from cast(:today as date)

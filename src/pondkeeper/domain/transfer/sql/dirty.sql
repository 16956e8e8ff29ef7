-- Are there people whose profiles are still to be worked out?
select exists (select from profile_dirty where workspace_id = :workspace_id)

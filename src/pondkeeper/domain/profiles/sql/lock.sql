-- Is nobody else working out this workspace's profiles? Then we are, until we commit.
select pg_try_advisory_xact_lock(hashtextextended('profiles', cast(:workspace_id as bigint)))

-- Wait until nobody else works out this workspace's profiles; then we do, until we commit.
select pg_advisory_xact_lock(hashtextextended('profiles', cast(:workspace_id as bigint)))

-- May I merge or split now? One transaction of a workspace at a time, or what is flat would not stay so.
select pg_advisory_xact_lock(hashtextextended('contact_merge', cast(:workspace_id as bigint)))

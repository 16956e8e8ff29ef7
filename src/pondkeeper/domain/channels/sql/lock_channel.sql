-- Is there such a channel, switched on? Locked, so that two who ask at once ask one by one.
select name from channel
where workspace_id = :workspace_id and id = :id and active
for update

-- Which counts are of no use any more: nothing was taken for longer than any window?
delete from quota_use
where workspace_id = :workspace_id and touched_at < cast(:before as timestamptz)

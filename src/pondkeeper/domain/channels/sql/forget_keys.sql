-- Which hashes belong to callbacks that are no longer kept?
delete from callback_key
where workspace_id = :workspace_id and received_at < cast(:before as timestamptz)

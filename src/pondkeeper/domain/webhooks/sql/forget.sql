-- Which tellings are over and older than anybody asks for? They go.
delete from webhook_delivery
where workspace_id = :workspace_id and state <> 'waiting'
  and created_at < cast(:before as timestamptz)

-- Which ended runs remember a filter? It may hold a name or a number.
update run
set params = params - 'filter'
where workspace_id = :workspace_id
  and state in ('done', 'failed', 'cancelled')
  and params ->> 'filter' is not null

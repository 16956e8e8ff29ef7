-- Is a list of customers coming in or going out at this moment?
select count(*) from run
where workspace_id = :workspace_id
  and state in ('queued', 'running')
  and split_part(kind, '.', 1) in ('import', 'export')

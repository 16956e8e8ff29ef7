-- Is this very file being imported, or was its import left half done? Then which run is it?
select r.id
from upload u
join run r on r.workspace_id = u.workspace_id and r.id = u.run_id
where u.workspace_id = :workspace_id and u.kind = :kind
  and u.options ->> 'digest' = cast(:digest as text)
  and r.state in ('queued', 'running')
order by r.id desc
limit 1

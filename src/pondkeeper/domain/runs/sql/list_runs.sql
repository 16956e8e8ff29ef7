-- Which runs may the actor see, how far are they, what did they leave? Newest first.
select r.id, r.kind, r.params, r.state, r.done, r.failed, r.total, r.error, r.result,
       r.cancel_asked_at, r.created_at, r.started_at, r.finished_at,
       r.artefact_id, b.name as artefact_name, b.size as artefact_size,
       r.requested_by, s.name as requested_name,
       r.requested_by is not distinct from cast(:mine as bigint) as mine
from run r
left join blob b on b.workspace_id = r.workspace_id and b.id = r.artefact_id
left join staff s on s.workspace_id = r.workspace_id and s.id = r.requested_by
where r.workspace_id = :workspace_id
  and (cast(:every as boolean) or r.requested_by is not distinct from :mine)
  and (cast(:id as bigint) is null or r.id = :id)
  and (cast(:state as text) is null or r.state = :state)
  and (cast(:kind as text) is null or r.kind = :kind)
  and (not cast(:active as boolean) or r.state in ('waiting_approval', 'queued', 'running'))
  and (cast(:before_id as bigint) is null or r.id < :before_id)
order by r.id desc
limit :limit

-- What was asked for, and how was it decided? Newest first.
select a.id, a.kind, a.noun_id, a.payload, a.reason, a.requested_by, asker.name as requested_name,
       a.requested_at, a.decided_by, decider.name as decided_name, a.decided_at, a.decision,
       a.comment
from approval a
left join staff asker on asker.workspace_id = a.workspace_id and asker.id = a.requested_by
left join staff decider on decider.workspace_id = a.workspace_id and decider.id = a.decided_by
where a.workspace_id = :workspace_id
  and (cast(:waiting as boolean) is null or (a.decision is null) = :waiting)
  and (cast(:before_id as bigint) is null or a.id < :before_id)
order by a.id desc
limit :limit

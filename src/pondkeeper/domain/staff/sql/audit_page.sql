-- Who did what, newest first?
select id, at, actor_kind, actor_id, actor_name, verb, noun, noun_id, detail, ip
from audit
where workspace_id = :workspace_id
  and (cast(:action as text) is null or verb = :action)
  and (cast(:actor_id as bigint) is null or actor_id = :actor_id)
  and (cast(:since as timestamptz) is null or at >= :since)
  and (cast(:until as timestamptz) is null or at < :until)
  and (cast(:before_id as bigint) is null or id < :before_id)
order by id desc
limit :limit

-- What was this person told, newest first?
select id, kind, params, link, created_at, read_at
from notification
where workspace_id = :workspace_id and staff_id = :staff_id
  and (not cast(:unread as boolean) or read_at is null)
  and (cast(:before_id as bigint) is null or id < :before_id)
order by id desc
limit :limit

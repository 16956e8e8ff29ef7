-- Where did this person come from?
select speaking.source_id
from contact c
join contact speaking
  on speaking.workspace_id = c.workspace_id and speaking.id = c.canonical_id
where c.workspace_id = :workspace_id and c.id = :contact_id and speaking.erased_at is null

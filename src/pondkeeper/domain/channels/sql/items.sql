-- Which customers of this handover stand in one of these states?
select id, external_id, to_member_id, state
from handover_item
where workspace_id = :workspace_id and handover_id = :handover_id
  and state = any (cast(:states as text[]))
order by to_member_id, id
limit :limit

-- Which customers are handed over, and who takes each?
insert into handover_item (workspace_id, handover_id, contact_id, external_id, to_member_id)
select :workspace_id, :handover_id, i.contact_id, g.external_id, g.taker
from unnest(cast(:external_ids as text[]), cast(:takers as text[])) as g (external_id, taker)
left join identity i
  on i.workspace_id = :workspace_id and i.kind = 'external_userid' and i.realm = :realm
 and i.key = g.external_id
on conflict (workspace_id, handover_id, external_id) do nothing

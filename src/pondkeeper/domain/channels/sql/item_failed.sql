-- Which customer did not move, by the platform's own word?
update handover_item i
set state = :state, reason = :reason, ended_at = cast(:at as timestamptz)
from handover h
where i.workspace_id = :workspace_id and i.external_id = :external_id
  and i.to_member_id = :to_member_id and i.state in ('asked', 'waiting')
  and h.workspace_id = i.workspace_id and h.id = i.handover_id and h.channel_id = :channel_id

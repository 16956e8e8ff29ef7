-- Of which customers does the platform still say nothing, long after their day to refuse?
update handover_item
set state = 'failed', reason = 'no_record', ended_at = cast(:now as timestamptz)
where workspace_id = :workspace_id and handover_id = :handover_id
  and state in ('asked', 'waiting') and asked_at <= cast(:before as timestamptz)

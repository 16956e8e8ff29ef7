-- A refund moved on at the platform: is this news?
update refund
set state = :state, refund_id = coalesce(nullif(:refund_id, ''), refund_id), error = '',
    finished_at = case when :state in ('success', 'closed') then cast(:now as timestamptz) end,
    retry_at = case when :state = 'processing' then retry_at end
where workspace_id = :workspace_id
  and id = :id
  and state not in ('success', 'closed', :state)
returning id

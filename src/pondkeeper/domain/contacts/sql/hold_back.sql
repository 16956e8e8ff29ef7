-- What was about to be sent to this person? It is not.
update delivery d
set state = 'suppressed', ended_at = :now
where d.workspace_id = :workspace_id
  and d.state = 'ready'
  and d.id in (
    select t.delivery_id from touch t
    where t.workspace_id = :workspace_id
      and t.contact_id = any (cast(:contact_ids as bigint[]))
  )

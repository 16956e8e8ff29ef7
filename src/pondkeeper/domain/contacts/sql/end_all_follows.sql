-- The person is nobody's friend here any more.
update follow
set ended_at = greatest(since, cast(:now as timestamptz)), ended_by = 'staff'
where workspace_id = :workspace_id
  and contact_id = any (cast(:contact_ids as bigint[]))
  and ended_at is null

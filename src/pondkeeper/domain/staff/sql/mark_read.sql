-- Mark these notifications of one person read, or all of them.
update notification set read_at = :now
where workspace_id = :workspace_id and staff_id = :staff_id and read_at is null
  and (cast(:ids as bigint[]) is null or id = any (cast(:ids as bigint[])))

-- How many touches may have been sent between the backup and the restore? No more than :most.
select count(*)
from (
  select
  from delivery d
  join touch t on t.workspace_id = d.workspace_id and t.delivery_id = d.id
  where d.workspace_id = :workspace_id and d.state = 'unknown' and d.error_code = :code
    and d.epoch < :epoch
  limit :most
) held

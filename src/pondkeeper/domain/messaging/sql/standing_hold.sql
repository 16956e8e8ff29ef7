-- Which restore's hold stands here?
select id, epoch, backup_at, restored_at, payments_checked_at, report
from restore_hold
where workspace_id = :workspace_id and released_at is null

-- From which restore on is sending of earlier epochs held here? A hold that stands moves on.
insert into restore_hold (workspace_id, epoch, backup_at, restored_at)
values (
  :workspace_id, :epoch, cast(:backup_at as timestamptz), cast(:restored_at as timestamptz)
)
on conflict (workspace_id) where released_at is null
do update set epoch = excluded.epoch, backup_at = excluded.backup_at,
              restored_at = excluded.restored_at, payments_checked_at = null, report = '{}'

-- Which calls carry these touches? One call each.
with given as (
  select *
  from unnest(
    cast(:touch_ids as bigint[]), cast(:channel_ids as bigint[]), cast(:client_keys as text[]),
    cast(:bodies as text[]), cast(:expires as timestamptz[])
  ) as g (touch_id, channel_id, client_key, body, expires_at)
),
made as (
  insert into delivery
    (workspace_id, channel_id, lane, kind, body, client_key, epoch, not_before, expires_at,
     created_at)
  select :workspace_id, channel_id, :lane, :kind, body::jsonb, client_key, :epoch,
         cast(:now as timestamptz), expires_at, cast(:now as timestamptz)
  from given
  returning id, client_key
)
update touch t
set delivery_id = m.id
from given g
join made m using (client_key)
where t.workspace_id = :workspace_id and t.id = g.touch_id

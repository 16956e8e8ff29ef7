-- Which of these callbacks are new? They are kept; a repeat finds its hash taken.
with given as (
  select *
  from unnest(
    cast(:channel_ids as bigint[]), cast(:hashes as bytea[]), cast(:sealed as bytea[]),
    cast(:reply_rule_ids as bigint[])
  ) with ordinality as g (channel_id, body_hash, sealed, reply_rule_id, place)
),
fresh as (
  insert into callback_key (workspace_id, channel_id, body_hash, received_at)
  select :workspace_id, channel_id, body_hash, cast(:received_at as timestamptz)
  from given
  order by channel_id, body_hash
  on conflict do nothing
  returning channel_id, body_hash
)
insert into callback (workspace_id, received_at, channel_id, arrived_at, sealed, reply_rule_id)
select :workspace_id, cast(:received_at as timestamptz), g.channel_id,
       cast(:arrived_at as timestamptz), g.sealed, g.reply_rule_id
from given g
join fresh f using (channel_id, body_hash)
order by g.place

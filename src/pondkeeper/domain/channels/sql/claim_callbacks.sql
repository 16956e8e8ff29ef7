-- Which callbacks are handled next, in the transaction that claims them? Fresh ones, or those given.
select id, received_at, arrived_at, channel_id, sealed, attempts, reply_rule_id
from callback
where workspace_id = :workspace_id and state = 'new'
  -- only the partitions in which a callback may still be
  and received_at >= cast(:since as timestamptz) and received_at < cast(:until as timestamptz)
  and case
    when cast(:ids as bigint[]) is not null then id = any (cast(:ids as bigint[]))
    else attempts = 0
  end
order by id
limit :limit
for update skip locked

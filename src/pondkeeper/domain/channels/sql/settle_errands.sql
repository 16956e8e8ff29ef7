-- Which errands are over, and which are due again? Only under the lease they were run with.
with done as (
  select *
  from unnest(
    cast(:identity_ids as bigint[]), cast(:member_ids as text[]), cast(:kinds as text[]),
    cast(:leases as timestamptz[]), cast(:due as timestamptz[]), cast(:errors as text[])
  ) as d (identity_id, member_id, kind, leased, due_at, error)
),
again as (
  update errand e
  set due_at = d.due_at, leased_until = null, error = d.error
  from done d
  where e.workspace_id = :workspace_id and e.identity_id = d.identity_id
    and e.member_id = d.member_id and e.kind = d.kind and e.leased_until = d.leased
    and d.due_at is not null
)
delete from errand e
using done d
where e.workspace_id = :workspace_id and e.identity_id = d.identity_id
  and e.member_id = d.member_id and e.kind = d.kind and e.leased_until = d.leased
  and d.due_at is null

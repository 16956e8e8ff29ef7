-- How many people of each code bought since they came, and for how much, refunds taken off?
with came as (
  select f.code_id, c.canonical_id, min(f.since) as since
  from (
    select code_id, contact_id, since
    from follow
    where workspace_id = :workspace_id and code_id = any (cast(:code_ids as bigint[]))
    union all
    select code_id, contact_id, since
    from account_follow
    where workspace_id = :workspace_id and code_id = any (cast(:code_ids as bigint[]))
  ) f
  join contact c on c.workspace_id = :workspace_id and c.id = f.contact_id
  group by f.code_id, c.canonical_id
)
select m.code_id, count(distinct m.canonical_id) as buyers,
       sum(o.paid_fen - o.refunded_fen)::bigint as revenue_fen
from came m
join contact c on c.workspace_id = :workspace_id and c.canonical_id = m.canonical_id
join "order" o
  on o.workspace_id = c.workspace_id and o.contact_id = c.id
 and o.paid_at is not null and o.paid_at >= m.since
group by m.code_id

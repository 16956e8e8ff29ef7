-- Which coupons ran out? They end, and what was set aside for them is free again.
with late as (
  select id from coupon
  where workspace_id = :workspace_id and state = 'issued' and valid_to <= :now
  order by valid_to
  limit :limit
  for update skip locked
),
ended as (
  update coupon k
  set state = 'expired'
  from late
  where k.workspace_id = :workspace_id and k.id = late.id
  returning k.offer_id, k.offer_benefit_id
),
freed as (
  update offer o
  set budget_used_fen = o.budget_used_fen - n.fen
  from (
    select e.offer_id, sum(b.value) as fen
    from ended e
    join offer_benefit b on b.workspace_id = :workspace_id and b.id = e.offer_benefit_id
    group by e.offer_id
  ) n
  where o.workspace_id = :workspace_id and o.id = n.offer_id
)
select offer_id from ended

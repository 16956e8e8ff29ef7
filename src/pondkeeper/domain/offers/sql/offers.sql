-- What do we offer, under which rules, and what became of the coupons?
select o.id, o.name, o.state, v.version, v.id as version_id, b.value as value_fen,
       b.threshold_fen, b.valid_days, o.per_person_cap, o.issue_cap, o.budget_fen,
       o.budget_used_fen, o.starts_at, o.ends_at, o.issued,
       (
         select count(*) from coupon k
         where k.workspace_id = o.workspace_id and k.offer_id = o.id and k.state = 'used'
       ) as used
from offer o
join offer_version v on v.workspace_id = o.workspace_id and v.id = o.version_id
join offer_benefit b on b.workspace_id = v.workspace_id and b.offer_version_id = v.id
where o.workspace_id = :workspace_id
  and (cast(:offer_id as bigint) is null or o.id = :offer_id)
order by o.id desc

-- On which local days did the people of a code pay, and whose customers were they?
with came as (
  select c.canonical_id, min(f.since) as since,
         (array_agg(f.member_id order by f.since))[1] as member_id
  from (
    select contact_id, member_id, since
    from follow
    where workspace_id = :workspace_id and code_id = :code_id
    union all
    select contact_id, '', since  -- nobody of the staff stands between
    from account_follow
    where workspace_id = :workspace_id and code_id = :code_id
  ) f
  join contact c on c.workspace_id = :workspace_id and c.id = f.contact_id
  group by c.canonical_id
)
select (o.paid_at at time zone cast(:zone as text))::date as day, m.member_id, count(*) as orders
from came m
join contact c on c.workspace_id = :workspace_id and c.canonical_id = m.canonical_id
join "order" o
  on o.workspace_id = c.workspace_id and o.contact_id = c.id
 and o.paid_at >= greatest(m.since, cast(:since as timestamptz))
group by 1, 2
order by 1, 2

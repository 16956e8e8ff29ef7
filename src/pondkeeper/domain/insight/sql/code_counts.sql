-- On which local days did the people of a code pay, and whose customers were they?
with came as (
  select c.canonical_id, min(f.since) as since,
         (array_agg(f.member_id order by f.since))[1] as member_id
  from follow f
  join contact c on c.workspace_id = f.workspace_id and c.id = f.contact_id
  where f.workspace_id = :workspace_id and f.code_id = :code_id
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

-- Which people came together (a week's Monday, or a source's name), and how old are they now?
with zone as materialized (
  select timezone as tz, cast(cast(:now as timestamptz) at time zone timezone as date) as today
  from workspace
  where id = cast(:workspace_id as bigint)
)
select case when cast(:by as text) = 'week'
            then to_char(date_trunc('week', s.added_at at time zone z.tz), 'YYYY-MM-DD')
            else coalesce(src.name, '') end as label,
       count(*) as contacts
from contact_state s
cross join zone z
left join source src on src.workspace_id = s.workspace_id and src.id = s.source_id
where s.workspace_id = cast(:workspace_id as bigint)
  and (cast(:owner_id as bigint) is null or s.owner_id = :owner_id)
  and (cast(:store_ids as bigint[]) is null or s.store_id = any (:store_ids))
group by 1
order by 1

-- Who is in a group, our people first?
select p.key, p.kind, coalesce(nullif(p.name, ''), c.name, '') as name, p.joined_at,
       p.way, c.canonical_id as contact_id
from group_person p
left join identity i on i.workspace_id = p.workspace_id and i.id = p.identity_id
left join contact c on c.workspace_id = i.workspace_id and c.id = i.contact_id
where p.workspace_id = :workspace_id and p.group_id = :group_id and p.left_at is null
order by p.kind desc, p.joined_at, p.key
limit 500

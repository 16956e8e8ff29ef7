-- What was merged into or under this person, standing or undone?
select m.id, m.from_id, c.name as from_name, m.evidence, m.merged_at, m.merged_by, m.undone_at,
       st.name as by_name
from contact_merge m
join contact c on c.workspace_id = m.workspace_id and c.id = m.from_id
left join staff st on st.workspace_id = m.workspace_id and 'staff:' || st.id = m.merged_by
where m.workspace_id = :workspace_id and m.into_id = any (cast(:contact_ids as bigint[]))
order by m.id

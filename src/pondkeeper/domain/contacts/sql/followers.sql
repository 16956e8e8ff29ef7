-- Who has or had this person as a friend?
select f.member_id, f.staff_id, coalesce(st.name, f.member_id) as name, f.since, f.ended_at,
       f.ended_by
from follow f
left join staff st on st.workspace_id = f.workspace_id and st.id = f.staff_id
where f.workspace_id = :workspace_id and f.contact_id = any (cast(:contact_ids as bigint[]))
order by f.ended_at is not null, f.since

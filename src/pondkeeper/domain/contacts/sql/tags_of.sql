-- Which tags has this person, and by whose hand?
select distinct on (t.id) t.id, t.name, ct.origin, ct.by_actor, ct.at, st.id as by_id,
       st.name as by_name
from contact_tag ct
join tag t on t.workspace_id = ct.workspace_id and t.id = ct.tag_id
left join staff st on st.workspace_id = ct.workspace_id and 'staff:' || st.id = ct.by_actor
where ct.workspace_id = :workspace_id and ct.contact_id = any (cast(:contact_ids as bigint[]))
order by t.id, ct.at

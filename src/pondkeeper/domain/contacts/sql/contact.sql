-- Who is this person, in the words of the contact that speaks for them, with names for the ids?
select c.id, c.name, c.remark, c.avatar_url, c.gender, c.birthday, c.city, c.added_at,
       c.last_seen_at, c.erased_at, c.code_id, c.source_id, s.name as source_name,
       c.owner_id, st.name as owner_name, c.store_id, sh.name as store_name
from contact c
left join source s on s.workspace_id = c.workspace_id and s.id = c.source_id
left join staff st on st.workspace_id = c.workspace_id and st.id = c.owner_id
left join store sh on sh.workspace_id = c.workspace_id and sh.id = c.store_id
where c.workspace_id = :workspace_id and c.id = :contact_id

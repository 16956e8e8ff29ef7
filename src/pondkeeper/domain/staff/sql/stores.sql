-- Which stores are there, where, and how many people and contacts have they?
select s.id, s.name, s.city, s.address, s.active, s.department_id, d.name as department_name,
       (select count(*) from staff p
        where p.workspace_id = s.workspace_id and p.store_id = s.id and p.left_at is null) as staff,
       (select count(*) from contact_state c
        where c.workspace_id = s.workspace_id and c.store_id = s.id) as contacts
from store s
left join department d on d.workspace_id = s.workspace_id and d.id = s.department_id
where s.workspace_id = :workspace_id
order by s.name, s.id

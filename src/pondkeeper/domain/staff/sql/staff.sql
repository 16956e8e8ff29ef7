-- Who works or worked here, as what, and how many customers are theirs?
select s.id, s.login, s.name, s.role, s.scope, s.member_id, s.left_at, s.store_id, st.name as store_name,
       s.department_id, d.name as department_name, s.account_id,
       (select count(*) from contact_state c
        where c.workspace_id = s.workspace_id and c.owner_id = s.id) as contacts
from staff s
left join store st on st.workspace_id = s.workspace_id and st.id = s.store_id
left join department d on d.workspace_id = s.workspace_id and d.id = s.department_id
where s.workspace_id = :workspace_id
  and (cast(:staff_id as bigint) is null or s.id = :staff_id)
order by s.left_at nulls first, s.name, s.id

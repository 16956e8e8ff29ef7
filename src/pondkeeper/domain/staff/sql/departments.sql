-- Which departments are there, parents first?
select d.id, d.name, d.parent_id,
       (select count(*) from staff p
        where p.workspace_id = d.workspace_id and p.department_id = d.id
          and p.left_at is null) as staff
from department d
where d.workspace_id = :workspace_id
order by d.path, d.id

-- What did each member take through this code, and whom did they lose?
select f.member_id, coalesce(max(s.name), f.member_id) as name, count(*) as added,
       count(*) filter (where f.ended_by = 'customer') as lost
from follow f
left join staff s on s.workspace_id = f.workspace_id and s.member_id = f.member_id
where f.workspace_id = :workspace_id and f.code_id = :code_id
group by f.member_id
order by added desc, f.member_id

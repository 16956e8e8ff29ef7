-- Which sources are there, and how many people came through each?
select s.id, s.name, s.kind, s.created_at,
       (
         select count(*) from contact c
         where c.workspace_id = s.workspace_id and c.source_id = s.id and c.merged_into is null
       ) as contacts
from source s
where s.workspace_id = :workspace_id
order by s.name

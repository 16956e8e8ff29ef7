-- Which tags are there, and how many people has each?
select t.id, t.name, t.group_name,
       (
         select count(distinct ct.canonical_id) from contact_tag ct
         where ct.workspace_id = t.workspace_id and ct.tag_id = t.id
       ) as contacts
from tag t
where t.workspace_id = :workspace_id
order by t.group_name, t.name

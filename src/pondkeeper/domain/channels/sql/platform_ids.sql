-- What are these tags called at the platform? Share-locked: their ids are not noted meanwhile.
select platform_id
from tag
where workspace_id = :workspace_id and id = any (cast(:ids as bigint[]))
order by id
for share

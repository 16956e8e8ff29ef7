-- Who comes next, by id, when all profiles are worked out again?
select id
from contact
where workspace_id = :workspace_id and id > cast(:after as bigint) and merged_into is null
order by id
limit :how_many

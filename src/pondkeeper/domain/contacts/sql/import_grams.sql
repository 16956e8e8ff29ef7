-- The names of the new people are cut into pieces.
insert into contact_gram (workspace_id, gram, canonical_id, contact_id)
select cast(:workspace_id as bigint), gram, contact_id, contact_id
from incoming_gram
order by gram, contact_id

-- The pieces of the new people's names are kept, in the order of the key.
insert into contact_gram (workspace_id, gram, canonical_id, contact_id)
select cast(:workspace_id as bigint), g.gram, g.contact_id, g.contact_id
from unnest(cast(:grams as text[]), cast(:contact_ids as bigint[])) as g (gram, contact_id)

-- Where did these people come from? Asked by id, so that the keys are used however new the rows are.
select id, canonical_id, source_id
from contact
where workspace_id = :workspace_id and id = any (cast(:contact_ids as bigint[]))

-- What was asked here, by whom?
select kind, noun_id, payload, requested_by, decision
from approval where workspace_id = :workspace_id and id = :id

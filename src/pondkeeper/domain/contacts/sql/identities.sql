-- By which faces is this person known, over all merged contacts?
select id, kind, realm, key, sealed, verified, first_seen_at, contact_id
from identity
where workspace_id = :workspace_id and contact_id = any (cast(:contact_ids as bigint[]))
order by first_seen_at, id

-- What did this person last say to each purpose?
select distinct on (purpose) purpose, granted, evidence, at
from consent
where workspace_id = :workspace_id and contact_id = any (cast(:contact_ids as bigint[]))
order by purpose, at desc, id desc

-- Which contacts did something happen to? A row that stands is locked, so that whoever takes it
-- waits for our facts: "do nothing" would let it be taken before they are there to be read.
insert into profile_dirty as d (workspace_id, contact_id)
select :workspace_id, g.contact_id
from (select distinct unnest(cast(:contact_ids as bigint[])) as contact_id) g
where g.contact_id is not null
order by g.contact_id
on conflict (workspace_id, contact_id) do update set contact_id = excluded.contact_id

-- By which pieces is this contact's name found from now on?
with pieces as (
  select distinct cast(piece as text) as gram from unnest(cast(:grams as text[])) as piece
),
gone as (
  delete from contact_gram g
  where g.workspace_id = cast(:workspace_id as bigint)
    and g.contact_id = cast(:contact_id as bigint)
    and g.gram <> all (cast(:grams as text[]))
)
insert into contact_gram (workspace_id, gram, canonical_id, contact_id)
select c.workspace_id, p.gram, c.canonical_id, c.id
from contact c cross join pieces p
where c.workspace_id = cast(:workspace_id as bigint) and c.id = cast(:contact_id as bigint)
on conflict do nothing

-- By which pieces is this contact's name found from now on, instead of those it had?
with me as (
  select c.workspace_id, c.id, c.canonical_id
  from contact c
  where c.workspace_id = cast(:workspace_id as bigint) and c.id = cast(:contact_id as bigint)
),
gone as (
  delete from contact_gram g
  using me
  where g.workspace_id = cast(:workspace_id as bigint)
    and g.gram = any (cast(:old_grams as text[]))
    and g.canonical_id = me.canonical_id
    and g.contact_id = me.id
)
insert into contact_gram (workspace_id, gram, canonical_id, contact_id)
select me.workspace_id, p.gram, me.canonical_id, me.id
from me cross join unnest(cast(:new_grams as text[])) as p (gram)
on conflict do nothing

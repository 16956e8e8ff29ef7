-- By which pieces are these contacts' names found from now on, instead of those they had?
with gone as (
  delete from contact_gram g
  using unnest(cast(:old_ids as bigint[]), cast(:old_grams as text[])) as p (contact_id, gram)
  join contact c on c.workspace_id = cast(:workspace_id as bigint) and c.id = p.contact_id
  where g.workspace_id = cast(:workspace_id as bigint)
    and g.gram = p.gram
    and g.canonical_id = c.canonical_id
    and g.contact_id = c.id
)
insert into contact_gram (workspace_id, gram, canonical_id, contact_id)
select c.workspace_id, p.gram, c.canonical_id, c.id
from unnest(cast(:new_ids as bigint[]), cast(:new_grams as text[])) as p (contact_id, gram)
join contact c on c.workspace_id = cast(:workspace_id as bigint) and c.id = p.contact_id
on conflict do nothing

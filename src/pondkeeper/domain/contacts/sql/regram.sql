-- Under whom are these pieces of names found from now on?
update contact_gram g
set canonical_id = cast(:speaker_id as bigint)
from unnest(
  cast(:grams as text[]), cast(:contact_ids as bigint[]), cast(:before_ids as bigint[])
) as p (gram, contact_id, before_id)
where g.workspace_id = cast(:workspace_id as bigint)
  and g.gram = p.gram
  and g.canonical_id = p.before_id
  and g.contact_id = p.contact_id

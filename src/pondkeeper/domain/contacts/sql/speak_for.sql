-- Who speaks for these contacts from now on? Their tags follow, for search.
with people as (
  select unnest(cast(:contact_ids as bigint[])) as id, cast(:speaker_id as bigint) as speaker_id
),
contacts as (
  update contact c
  set merged_into = nullif(p.speaker_id, p.id)
  from people p
  where c.workspace_id = cast(:workspace_id as bigint) and c.id = p.id
)
update contact_tag t
set canonical_id = p.speaker_id
from people p
where t.workspace_id = cast(:workspace_id as bigint) and t.contact_id = p.id

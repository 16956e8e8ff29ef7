-- Which of these welcomes are new? A touch is unique by what caused it.
insert into touch
  (workspace_id, contact_id, identity_id, purpose, source_kind, source_id, occurrence, created_at)
select :workspace_id, g.contact_id, g.identity_id, 'welcome', 'code', g.source_id, g.occurrence,
       cast(:now as timestamptz)
from unnest(
  cast(:contact_ids as bigint[]), cast(:identity_ids as bigint[]), cast(:source_ids as text[]),
  cast(:occurrences as text[])
) as g (contact_id, identity_id, source_id, occurrence)
on conflict do nothing
returning id, occurrence

-- What may stay of this person's events, also of those from before they had a name? The keys that
-- say nothing about a person.
update event e
set props = coalesce(
  (
    select jsonb_object_agg(p.key, p.value)
    from jsonb_each(e.props) as p
    where p.key = any (cast(:kept as text[]))
  ),
  '{}'
)
where e.workspace_id = :workspace_id
  and (
    e.contact_id = any (cast(:contact_ids as bigint[]))
    or (e.contact_id is null and e.identity_id = any (cast(:identity_ids as bigint[])))
  )
  and e.props <> '{}'

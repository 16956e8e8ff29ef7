-- Which of these tasks are new? Without a named person each goes to the contact's owner.
insert into task (workspace_id, kind, once_key, staff_id, contact_id, params, due_at, created_at)
select :workspace_id, g.kind, g.once_key, coalesce(g.staff_id, s.owner_id), g.contact_id,
       g.params::jsonb, g.due_at, cast(:now as timestamptz)
from unnest(
  cast(:kinds as text[]), cast(:once_keys as text[]), cast(:contact_ids as bigint[]),
  cast(:staff_ids as bigint[]), cast(:params as text[]), cast(:dues as timestamptz[])
) as g (kind, once_key, contact_id, staff_id, params, due_at)
left join contact c on c.workspace_id = :workspace_id and c.id = g.contact_id
left join contact s on s.workspace_id = :workspace_id and s.id = c.canonical_id
on conflict (workspace_id, kind, once_key) do nothing

-- Who was in the group and is not any more, and who are they here?
with gone as (
  update group_person
  set left_at = cast(:now as timestamptz)
  where workspace_id = :workspace_id and group_id = :group_id and left_at is null
    and key <> all (cast(:keys as text[]))
  returning key, identity_id, state, left_at
)
select g.key, g.identity_id, i.contact_id, g.state, g.left_at as at
from gone g
left join identity i on i.workspace_id = :workspace_id and i.id = g.identity_id

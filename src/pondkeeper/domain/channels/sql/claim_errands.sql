-- Which errands are run next, and about whom is each?
with due as (
  select identity_id, member_id, kind
  from errand
  where workspace_id = :workspace_id and due_at <= cast(:real as timestamptz)
  order by due_at
  limit :limit
  for update skip locked
)
update errand e
set due_at = cast(:leased as timestamptz), leased_until = cast(:leased as timestamptz),
    attempts = e.attempts + 1
from due
join identity i on i.workspace_id = :workspace_id and i.id = due.identity_id
where e.workspace_id = :workspace_id
  and e.identity_id = due.identity_id and e.member_id = due.member_id and e.kind = due.kind
returning e.identity_id, e.member_id, e.kind, e.channel_id, e.tag_ids, e.attempts,
          e.leased_until as leased, i.kind as face_kind, i.realm, i.key as external_id

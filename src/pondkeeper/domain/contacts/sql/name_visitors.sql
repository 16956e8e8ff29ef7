-- Which of these visitors belong to nobody yet? Each becomes the person who named themselves.
with given as (
  select *
  from unnest(
    cast(:kinds as text[]), cast(:realms as text[]), cast(:keys as text[]),
    cast(:person_kinds as text[]), cast(:person_realms as text[]), cast(:person_keys as text[])
  ) as g (kind, realm, key, person_kind, person_realm, person_key)
),
visitor as materialized (
  select v.id, p.contact_id
  from given g
  join identity v
    on v.workspace_id = cast(:workspace_id as bigint)
   and v.kind = g.kind and v.realm = g.realm and v.key = g.key
  join identity p
    on p.workspace_id = v.workspace_id
   and p.kind = g.person_kind and p.realm = g.person_realm and p.key = g.person_key
  where v.contact_id is null
  order by v.id
  for update of v
)
update identity i
set contact_id = v.contact_id
from visitor v
where i.workspace_id = cast(:workspace_id as bigint) and i.id = v.id

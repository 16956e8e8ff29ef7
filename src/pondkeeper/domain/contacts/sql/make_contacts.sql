-- Which of these faces belong to nobody yet? Each is given a contact, with its name in pieces.
with given as (
  select distinct on (g.kind, g.realm, g.key) g.*
  from unnest(
    cast(:kinds as text[]), cast(:realms as text[]), cast(:keys as text[]),
    cast(:times as timestamptz[]), cast(:names as text[]), cast(:source_ids as bigint[]),
    cast(:code_ids as bigint[]), cast(:store_ids as bigint[])
  ) as g (kind, realm, key, at, name, source_id, code_id, store_id)
  order by g.kind, g.realm, g.key, g.at
),
faces as materialized (
  select i.id as identity_id, g.*
  from given g
  join identity i
    on i.workspace_id = cast(:workspace_id as bigint)
   and i.kind = g.kind and i.realm = g.realm and i.key = g.key
  where i.contact_id is null
  for update of i
),
born as materialized (
  select nextval(pg_get_serial_sequence('contact', 'id')) as contact_id, f.* from faces f
),
made as (
  insert into contact
    (workspace_id, id, name, source_id, code_id, store_id, added_at, last_seen_at)
  select cast(:workspace_id as bigint), contact_id, name, source_id, code_id, store_id, at, at from born
),
named as (
  insert into contact_gram (workspace_id, gram, canonical_id, contact_id)
  select distinct cast(:workspace_id as bigint), substr(n.plain, p.at, s.size), b.contact_id, b.contact_id
  from born b
  cross join lateral (
    select left(regexp_replace(lower(b.name), '\s', '', 'g'), 40) as plain
  ) n
  cross join (values (1), (2)) as s (size)
  cross join lateral generate_series(1, char_length(n.plain) - s.size + 1) as p (at)
  where b.name <> ''
)
update identity i
set contact_id = b.contact_id
from born b
where i.workspace_id = cast(:workspace_id as bigint) and i.id = b.identity_id
returning i.contact_id

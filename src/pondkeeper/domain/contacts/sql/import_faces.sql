-- The faces of the list are kept with their people; a visitor's face becomes that person's.
insert into identity as i
  (workspace_id, contact_id, kind, realm, key, sealed, tail, verified, first_seen_at)
select cast(:workspace_id as bigint), f.contact_id, f.kind, f.realm, f.key, f.sealed, f.tail,
       f.kind <> 'phone', f.seen_at
from incoming_face f
order by f.key, f.kind, f.realm
on conflict (workspace_id, kind, realm, key) do update
set contact_id = excluded.contact_id
where i.contact_id is null

-- Whose lifecycle is over by the clock alone? They are worked out again like anybody else.
insert into profile_dirty (workspace_id, contact_id)
select s.workspace_id, s.contact_id
from contact_state s
where s.workspace_id = :workspace_id and s.lifecycle_until <= cast(:now as timestamptz)
order by s.lifecycle_until
limit :how_many
on conflict do nothing

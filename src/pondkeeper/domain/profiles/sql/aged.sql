-- Whose lifecycle is over by the clock alone? They are worked out again like anybody else.
select contact_id
from contact_state
where workspace_id = :workspace_id and lifecycle_until <= cast(:now as timestamptz)
order by lifecycle_until
limit :how_many

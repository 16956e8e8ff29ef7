-- The names of the new people are cut into pieces, as names.py cuts them.
with plain as materialized (
  select contact_id, left(regexp_replace(lower(name), '\s', '', 'g'), 40) as name from incoming
)
insert into contact_gram (workspace_id, gram, canonical_id, contact_id)
select distinct cast(:workspace_id as bigint), substr(n.name, p.at, s.size), n.contact_id,
       n.contact_id
from plain n
cross join (values (1), (2)) as s (size)
cross join lateral generate_series(1, char_length(n.name) - s.size + 1) as p (at)
order by 2, 3

-- Which of these events are new? They are kept, once each; those with a key seen before are not.
with given as (
  select *
  from unnest(
    cast(:kinds as text[]), cast(:contact_ids as bigint[]), cast(:identity_ids as bigint[]),
    cast(:times as timestamptz[]), cast(:keys as text[]), cast(:props as text[])
  ) with ordinality as g (kind, contact_id, identity_id, at, key, props, place)
),
fresh as (
  insert into event_key (workspace_id, key)
  select distinct cast(:workspace_id as bigint), key from given where key is not null
  on conflict do nothing
  returning key
),
chosen as (
  select * from given where key is null
  union all
  (
    select distinct on (g.key) g.*
    from given g
    join fresh f on f.key = g.key
    order by g.key, g.place
  )
)
insert into event (workspace_id, received_at, at, kind, contact_id, identity_id, origin, props)
select :workspace_id, :received_at, c.at, c.kind, c.contact_id, c.identity_id, :origin,
       c.props::jsonb
from chosen c
order by c.place
returning id, kind, contact_id, identity_id

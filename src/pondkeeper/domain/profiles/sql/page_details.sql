-- What else does the list show of these people: names of things, tags, phone?
select s.contact_id, c.remark, src.name as source_name, st.name as owner_name,
       sh.name as store_name, t.tags, p.sealed
from unnest(cast(:contact_ids as bigint[])) as w (contact_id)
join contact_state s on s.workspace_id = cast(:workspace_id as bigint) and s.contact_id = w.contact_id
join contact c on c.workspace_id = s.workspace_id and c.id = s.contact_id
left join source src on src.workspace_id = s.workspace_id and src.id = s.source_id
left join staff st on st.workspace_id = s.workspace_id and st.id = s.owner_id
left join store sh on sh.workspace_id = s.workspace_id and sh.id = s.store_id
left join lateral (
  select jsonb_agg(jsonb_build_object('id', g.id::text, 'name', g.name) order by g.name) as tags
  from (
    select distinct g.id, g.name
    from contact m
    join contact_tag ct on ct.workspace_id = m.workspace_id and ct.contact_id = m.id
    join tag g on g.workspace_id = ct.workspace_id and g.id = ct.tag_id
    where m.workspace_id = s.workspace_id and m.canonical_id = s.contact_id
  ) g
) t on true
left join lateral (
  select i.sealed
  from contact m
  join identity i on i.workspace_id = m.workspace_id and i.contact_id = m.id
  where m.workspace_id = s.workspace_id and m.canonical_id = s.contact_id and i.kind = 'phone'
  order by i.verified desc, i.id
  limit 1
) p on true

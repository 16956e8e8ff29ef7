-- How do the codes stand, who answers them, and what did they bring?
select c.id, c.name, c.channel_id, h.name as channel_name, c.source_id, s.name as source_name,
       c.strategy, coalesce(m.members, '[]') as members, c.backup_member_id, c.working_hours,
       coalesce(t.tags, '[]') as tags, c.welcome, c.cost_per_add_fen, c.active, c.sync_state,
       c.sync_error, c.unconfirmed, c.form, c.config_id, c.qr_url, coalesce(f.adds, 0) as adds,
       coalesce(f.reachable, 0) as reachable, f.last_added_at, c.created_at
from channel_code c
join channel h on h.workspace_id = c.workspace_id and h.id = c.channel_id
join source s on s.workspace_id = c.workspace_id and s.id = c.source_id
left join lateral (
  select jsonb_agg(
    jsonb_build_object(
      'member_id', u.member_id, 'name', coalesce(a.name, u.member_id),
      'active', u.member_id = any (c.on_duty)
    ) order by u.place
  ) as members
  from unnest(c.member_ids) with ordinality as u (member_id, place)
  left join staff a on a.workspace_id = c.workspace_id and a.member_id = u.member_id
) m on true
left join lateral (
  select jsonb_agg(jsonb_build_object('id', g.id::text, 'name', g.name) order by g.name) as tags
  from channel_code_tag l
  join tag g on g.workspace_id = l.workspace_id and g.id = l.tag_id
  where l.workspace_id = c.workspace_id and l.code_id = c.id
) t on true
left join lateral (
  select count(distinct o.identity_id) as adds,
         count(distinct o.identity_id) filter (where o.ended_at is null) as reachable,
         max(o.since) as last_added_at
  from (
    select identity_id, since, ended_at
    from follow
    where workspace_id = c.workspace_id and code_id = c.id
    union all
    select identity_id, since, ended_at
    from account_follow
    where workspace_id = c.workspace_id and code_id = c.id
  ) o
) f on true
where c.workspace_id = :workspace_id
  and (cast(:id as bigint) is null or c.id = cast(:id as bigint))
  and (cast(:form as text) is null or c.form = cast(:form as text))
order by c.id desc

-- What does each carrier hold, and what did those it reaches do in the last whole local days?
-- Somebody held by two carriers counts on both; `carrier` is null for those held by none.
with zone as materialized (
  select cast(cast(:now as timestamptz) at time zone timezone as date) as today
  from workspace
  where id = cast(:workspace_id as bigint)
),
held as (
  select k.kind as carrier, c.canonical_id as contact_id, bool_or(f.ended_at is null) as standing
  from follow f
  join channel k on k.workspace_id = f.workspace_id and k.id = f.channel_id
  join contact c on c.workspace_id = f.workspace_id and c.id = f.contact_id
  where f.workspace_id = cast(:workspace_id as bigint)
  group by 1, 2
),
done as (
  select d.contact_id, sum(d.touches) as touches, sum(d.orders) as orders,
         sum(d.revenue_fen - d.refund_fen) as net_fen
  from contact_day d
  cross join zone z
  where d.workspace_id = cast(:workspace_id as bigint)
    and d.day >= z.today - cast(:how_many as int) and d.day < z.today
  group by d.contact_id
)
select h.carrier, count(*) as people, count(*) filter (where h.standing) as reachable,
       cast(coalesce(sum(d.touches) filter (where h.standing), 0) as bigint) as touches,
       count(*) filter (where h.standing and d.orders > 0) as buyers,
       cast(coalesce(sum(d.net_fen) filter (where h.standing), 0) as bigint) as net_fen
from contact_state s
left join held h on h.contact_id = s.contact_id
left join done d on d.contact_id = s.contact_id
where s.workspace_id = cast(:workspace_id as bigint)
  and (cast(:owner_id as bigint) is null or s.owner_id = :owner_id)
  and (cast(:store_ids as bigint[]) is null or s.store_id = any (:store_ids))
group by h.carrier
order by reachable desc, people desc

-- What happened on each of the last local days, today included?
with zone as materialized (
  select timezone as tz, cast(cast(:now as timestamptz) at time zone timezone as date) as today
  from workspace
  where id = cast(:workspace_id as bigint)
),
span as materialized (
  select g.day, z.today, z.tz,
         cast(g.day as timestamp) at time zone z.tz as begins,
         cast(g.day + 1 as timestamp) at time zone z.tz as ends
  from zone z
  cross join lateral (
    select cast(d as date) as day
    from generate_series(z.today - cast(:how_many as int), z.today, interval '1 day') d
  ) g
)
select p.day, p.day < p.today as complete,
       (select count(*) from contact_state s
        where s.workspace_id = cast(:workspace_id as bigint)
          and s.added_at >= p.begins and s.added_at < p.ends
          and (cast(:owner_id as bigint) is null or s.owner_id = :owner_id)
          and (cast(:store_ids as bigint[]) is null or s.store_id = any (:store_ids))) as added,
       (select count(*) from contact_state s
        where s.workspace_id = cast(:workspace_id as bigint)
          and s.lost_at >= p.begins and s.lost_at < p.ends
          and (cast(:owner_id as bigint) is null or s.owner_id = :owner_id)
          and (cast(:store_ids as bigint[]) is null or s.store_id = any (:store_ids))) as lost,
       coalesce(b.orders, 0) as orders, coalesce(b.revenue_fen, 0) as revenue_fen,
       coalesce(b.refund_fen, 0) as refund_fen
from span p
left join (
  select d.day, cast(sum(d.orders) as bigint) as orders,
         cast(sum(d.revenue_fen) as bigint) as revenue_fen,
         cast(sum(d.refund_fen) as bigint) as refund_fen
  from contact_day d
  cross join zone z
  where d.workspace_id = cast(:workspace_id as bigint)
    and d.day >= z.today - cast(:how_many as int)
    and (
      (cast(:owner_id as bigint) is null and cast(:store_ids as bigint[]) is null)
      or exists (
        select from contact_state s
        where s.workspace_id = d.workspace_id and s.contact_id = d.contact_id
          and (cast(:owner_id as bigint) is null or s.owner_id = :owner_id)
          and (cast(:store_ids as bigint[]) is null or s.store_id = any (:store_ids))
      )
    )
  group by d.day
) b on b.day = p.day
order by p.day

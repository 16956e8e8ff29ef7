-- What did each source bring? One row per source and one for all of them, on matured people only.
with zone as materialized (
  select timezone as tz, cast(cast(:now as timestamptz) at time zone timezone as date) as today
  from workspace
  where id = cast(:workspace_id as bigint)
),
person as materialized (
  select s.contact_id, s.source_id, s.reachable, s.ltv_fen, s.ltv_low_fen, s.ltv_high_fen,
         a.added_on, z.today - a.added_on as age,
         cast(s.lost_at at time zone z.tz as date) - a.added_on as lost_age
  from contact_state s
  cross join zone z
  cross join lateral (select cast(s.added_at at time zone z.tz as date) as added_on) a
  where s.workspace_id = cast(:workspace_id as bigint)
    and (cast(:owner_id as bigint) is null or s.owner_id = :owner_id)
    and (cast(:store_ids as bigint[]) is null or s.store_id = any (:store_ids))
    and (cast(:added_from as date) is null or a.added_on >= cast(:added_from as date))
    and (cast(:added_to as date) is null or a.added_on <= cast(:added_to as date))
),
-- Buying days since being added; several orders of one local day are one.
bought as materialized (
  select c.canonical_id as contact_id, cast(o.paid_at at time zone z.tz as date) as day,
         sum(o.paid_fen) as paid_fen, sum(o.refunded_fen) as refunded_fen,
         sum(o.paid_fen - o.refunded_fen - o.cost_fen) as margin_fen
  from "order" o
  join contact c on c.workspace_id = o.workspace_id and c.id = o.contact_id
  cross join zone z
  where o.workspace_id = cast(:workspace_id as bigint) and o.paid_at is not null
  group by 1, 2
),
follow_up as (
  select b.contact_id, b.day, lead(b.day) over mine as next_day, row_number() over mine as place
  from bought b
  join person p on p.contact_id = b.contact_id and b.day >= p.added_on
  window mine as (partition by b.contact_id order by b.day)
),
first_buy as (
  -- Nobody who never came back may drop out of the base: null would, false does not.
  select f.contact_id, z.today - f.day as age,
         coalesce(f.next_day < f.day + 30, false) as again_30,
         coalesce(f.next_day < f.day + 90, false) as again_90
  from follow_up f
  cross join zone z
  where f.place = 1
),
money as (
  select p.contact_id, sum(b.paid_fen) as paid_fen, sum(b.refunded_fen) as refunded_fen,
         sum(b.margin_fen) as margin_fen,
         sum(b.margin_fen) filter (where b.day < p.added_on + 90) as margin_90_fen
  from person p
  join bought b on b.contact_id = p.contact_id and b.day >= p.added_on
  group by p.contact_id
)
select p.source_id, grouping(p.source_id) = 1 as total, count(*) as added,
       count(*) filter (where p.reachable) as reachable,
       count(*) filter (where p.age >= 30) as matured_30,
       count(*) filter (where p.age >= 30 and coalesce(p.lost_age < 30, false)) as deleted_30,
       count(f.contact_id) as first_orders,
       count(*) filter (where f.age >= 30) as buyers_30,
       count(*) filter (where f.age >= 30 and f.again_30) as again_30,
       count(*) filter (where f.age >= 90) as buyers_90,
       count(*) filter (where f.age >= 90 and f.again_90) as again_90,
       cast(coalesce(sum(m.paid_fen), 0) as bigint) as revenue_fen,
       cast(coalesce(sum(m.refunded_fen), 0) as bigint) as refunded_fen,
       cast(coalesce(sum(m.margin_fen), 0) as bigint) as margin_fen,
       count(*) filter (where p.age >= 90) as matured_90,
       cast(coalesce(sum(m.margin_90_fen) filter (where p.age >= 90), 0) as bigint)
         as margin_90_fen,
       count(p.ltv_fen) as scored,
       cast(round(avg(p.ltv_fen)) as bigint) as ltv_fen,
       cast(round(avg(p.ltv_low_fen)) as bigint) as ltv_low_fen,
       cast(round(avg(p.ltv_high_fen)) as bigint) as ltv_high_fen
from person p
left join first_buy f on f.contact_id = p.contact_id
left join money m on m.contact_id = p.contact_id
group by grouping sets ((p.source_id), ())

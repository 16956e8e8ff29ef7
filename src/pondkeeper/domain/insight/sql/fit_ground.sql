-- What is there to fit on: today's local day, the first buying day, the margin of a sale?
select cast(cast(:now as timestamptz) at time zone w.timezone as date) as today,
       (select min(cast(o.paid_at at time zone w.timezone as date)) from "order" o
        where o.workspace_id = w.id and o.paid_at is not null) as first_day,
       m.net_fen, m.cost_fen
from workspace w
cross join lateral (
  select cast(coalesce(sum(o.paid_fen - o.refunded_fen), 0) as bigint) as net_fen,
         cast(coalesce(sum(o.cost_fen), 0) as bigint) as cost_fen
  from "order" o
  where o.workspace_id = w.id and o.paid_at is not null
) m
where w.id = :workspace_id

-- What did each source cost, by kind and by the week (its Monday) it was spent in?
select source_id, kind, cast(date_trunc('week', day) as date) as week,
       cast(-sum(amount_fen) as bigint) as cost_fen
from ledger_entry
where workspace_id = :workspace_id
  and kind in ('ads', 'bait', 'labour', 'other')
  and (cast(:added_from as date) is null or day >= cast(:added_from as date))
  and (cast(:added_to as date) is null or day <= cast(:added_to as date))
group by source_id, kind, week
order by week

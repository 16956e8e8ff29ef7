-- What did this source cost, newest day first?
select id, source_id, kind, -amount_fen as amount_fen, day, note
from ledger_entry
where workspace_id = :workspace_id
  and source_id = :source_id
  and kind in ('ads', 'bait', 'labour', 'other')
order by day desc, id desc
limit :limit

-- What does this cost entry say?
select id, source_id, kind, -amount_fen as amount_fen, day, note
from ledger_entry
where workspace_id = :workspace_id and kind = :kind and ref_kind = 'cost' and ref_id = :ref_id

-- Which of these cost rows are there already?
select e.ref_id as key
from ledger_entry e
where e.workspace_id = :workspace_id
  and e.kind in ('ads', 'bait', 'labour', 'other') and e.ref_kind = 'cost'
  and e.ref_id = any(cast(:keys as text[]))

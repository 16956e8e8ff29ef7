-- Which of these amounts are new? They are kept, each with the local day it belongs to.
insert into ledger_entry (
  workspace_id, kind, amount_fen, source_id, contact_id, order_id, day, at, note, ref_kind, ref_id
)
select :workspace_id, g.kind, g.amount_fen, g.source_id, g.contact_id, g.order_id,
       coalesce(g.day, cast(g.at at time zone w.timezone as date)), g.at, g.note,
       g.ref_kind, g.ref_id
from unnest(
  cast(:kinds as text[]), cast(:amounts as bigint[]), cast(:ref_kinds as text[]),
  cast(:ref_ids as text[]), cast(:times as timestamptz[]), cast(:source_ids as bigint[]),
  cast(:contact_ids as bigint[]), cast(:order_ids as bigint[]), cast(:days as date[]),
  cast(:notes as text[])
) as g (
  kind, amount_fen, ref_kind, ref_id, at, source_id, contact_id, order_id, day, note
)
join workspace w on w.id = :workspace_id
on conflict (workspace_id, kind, ref_kind, ref_id) do nothing

-- What did these people cost us on the way in, by the price their code names per person?
-- (The code's row is read in place: its room stands beside this one and may not be called.)
select distinct on (c.canonical_id, k.id)
  'bait' as kind, -k.cost_per_add_fen as amount_fen, 'add' as ref_kind,
  c.canonical_id || ':' || k.id as ref_id, g.at, k.source_id, g.contact_id
from unnest(
  cast(:contact_ids as bigint[]), cast(:code_ids as bigint[]), cast(:times as timestamptz[])
) as g (contact_id, code_id, at)
join contact c on c.workspace_id = :workspace_id and c.id = g.contact_id
join channel_code k on k.workspace_id = :workspace_id and k.id = g.code_id
where k.cost_per_add_fen > 0
order by c.canonical_id, k.id, g.at

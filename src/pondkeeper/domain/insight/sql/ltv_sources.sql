-- What are the buyers of each source worth by the newest fit, each and with the interval?
select s.source_id, src.name, count(*) as contacts, cast(round(avg(s.ltv_fen)) as bigint) as ltv_fen,
       cast(round(avg(s.ltv_low_fen)) as bigint) as ltv_low_fen,
       cast(round(avg(s.ltv_high_fen)) as bigint) as ltv_high_fen
from contact_state s
join source src on src.workspace_id = s.workspace_id and src.id = s.source_id
where s.workspace_id = :workspace_id and s.ltv_fen is not null
  and (cast(:owner_id as bigint) is null or s.owner_id = :owner_id)
  and (cast(:store_ids as bigint[]) is null or s.store_id = any (:store_ids))
group by s.source_id, src.name
order by 4 desc

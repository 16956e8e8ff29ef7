-- How many people did each source bring in each week (its Monday), and how many are gone by now?
select s.source_id,
       cast(date_trunc('week', s.added_at at time zone w.timezone) as date) as week,
       count(*) as added, count(*) filter (where s.lost_at is not null) as lost
from contact_state s
join workspace w on w.id = s.workspace_id
where s.workspace_id = cast(:workspace_id as bigint)
  and (cast(:owner_id as bigint) is null or s.owner_id = :owner_id)
  and (cast(:store_ids as bigint[]) is null or s.store_id = any (:store_ids))
  and (cast(:added_from as date) is null
    or cast(s.added_at at time zone w.timezone as date) >= cast(:added_from as date))
  and (cast(:added_to as date) is null
    or cast(s.added_at at time zone w.timezone as date) <= cast(:added_to as date))
group by s.source_id, week
order by week

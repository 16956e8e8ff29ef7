-- Which accounts of ours does this person follow, or followed?
select f.channel_id, c.name as channel_name, c.kind as channel_kind, f.since, f.ended_at
from account_follow f
join channel c on c.workspace_id = f.workspace_id and c.id = f.channel_id
where f.workspace_id = :workspace_id and f.contact_id = any (cast(:contact_ids as bigint[]))
order by f.ended_at is not null, f.since, f.id

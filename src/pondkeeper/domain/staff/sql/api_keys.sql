-- Which keys may act here?
select k.id, k.name, k.shown_prefix, k.rights, k.created_at, k.last_used_at,
       k.made_by, s.name as made_by_name
from api_key k
left join staff s on s.workspace_id = k.workspace_id and s.id = k.made_by
where k.workspace_id = :workspace_id and k.revoked_at is null
order by k.id

-- Which login has the member of staff whom a platform knows under this id?
select account_id
from staff
where workspace_id = :workspace_id and member_id = :member_id and left_at is null

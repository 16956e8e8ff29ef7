-- How many friendships stand here with members that the platform does not list?
select count(*)
from follow
where workspace_id = :workspace_id and channel_id = :channel_id and ended_at is null
  and member_id <> all (cast(:member_ids as text[]))

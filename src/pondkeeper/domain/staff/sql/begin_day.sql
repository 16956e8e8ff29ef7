-- Has this day begun here? If not, it does; which day came before it?
with standing as (
  select id, day_begun from workspace where id = :workspace_id for update
)
update workspace w set day_begun = :today
from standing s
where w.id = s.id and w.day_begun is distinct from cast(:today as date)
returning s.day_begun as before

-- Which of these people's faces were a visitor's, that is a device's or browser's?
select id
from identity
where workspace_id = :workspace_id and contact_id = any (cast(:contact_ids as bigint[]))
  and kind = 'app_visitor'

-- What is left of uploads whose files are gone? What kind they were, never a sample.
update upload u
set name = '', columns = '[]'
from blob b
where u.workspace_id = :workspace_id
  and b.workspace_id = u.workspace_id and b.id = u.blob_id and b.size = 0
  and u.columns <> '[]'

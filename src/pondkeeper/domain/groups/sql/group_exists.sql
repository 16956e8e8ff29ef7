-- Is there such a group?
select exists (
  select from group_chat where workspace_id = :workspace_id and id = :group_id
)

-- Is a handover of this member under way?
select exists (
  select from handover
  where workspace_id = :workspace_id and channel_id = :channel_id
    and from_member_id = :from_member_id and state <> 'done'
)

-- Which members are here and not listed any more?
update channel_member
set left_at = cast(:now as timestamptz)
where workspace_id = :workspace_id and channel_id = :channel_id and left_at is null
  and member_id <> all (cast(:member_ids as text[]))

-- End the membership of the person behind this platform member.
update staff set left_at = :now
where workspace_id = :workspace_id and member_id = :member_id and left_at is null
returning id

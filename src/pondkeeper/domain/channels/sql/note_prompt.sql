-- How many messages does this person allow after this answer? Older answers change nothing.
insert into prompt_balance as b
  (workspace_id, identity_id, template_id, channel_id, left_over, accepted, answered_at)
values (:workspace_id, :identity_id, :template_id, :channel_id, :granted, :granted,
        cast(:at as timestamptz))
on conflict (workspace_id, identity_id, template_id) do update
set left_over = case when excluded.left_over = 0 then 0 else b.left_over + 1 end,
    accepted = b.accepted + excluded.accepted,
    answered_at = excluded.answered_at
where b.answered_at < excluded.answered_at
  -- platforms tell seconds; taken back in the same one is taken back
  or (b.answered_at = excluded.answered_at and excluded.left_over = 0)

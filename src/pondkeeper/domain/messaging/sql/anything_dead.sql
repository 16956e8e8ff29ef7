-- Did anybody die with deliveries in hand, or did one come too late?
select exists (
  select from delivery
  where workspace_id = :workspace_id and state in ('leased', 'wire')
    and leased_until <= cast(:real as timestamptz)
) or exists (
  select from delivery
  where workspace_id = :workspace_id and state = 'ready'
    and expires_at <= cast(:real as timestamptz)
)
